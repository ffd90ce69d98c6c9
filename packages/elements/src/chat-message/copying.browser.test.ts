import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import {ear, settled, until} from '../../test/fixture.js';
import {message, mount} from '../chat-log/chat-log.fixture.js';
import type {ChatLog} from '../chat-log/chat-log.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-log/define.js';

const code = {text: 'let a', ranges: [{type: 'code-block', start: 0, end: 5}]} as const;

describe('what is copied from a message', () => {
  const {clipboard} = navigator;
  const setClipboard = (value: Partial<Clipboard> | undefined) =>
    Object.defineProperty(navigator, 'clipboard', {value, configurable: true});
  const isAllowed = document.execCommand;
  let log: ChatLog;
  let said: ReturnType<typeof ear>;
  let thrown: unknown[] = [];
  const onThrown = (event: PromiseRejectionEvent) => thrown.push(event.reason);

  beforeEach(() => {
    said = ear();
    thrown = [];
    addEventListener('unhandledrejection', onThrown);
  });
  afterEach(() => {
    log.remove();
    said.stop();
    removeEventListener('unhandledrejection', onThrown);
    document.execCommand = isAllowed;
    setClipboard(clipboard);
  });

  async function open() {
    const one = message(1, {text: 'see you at ten'});
    const two = message(2);
    log = await mount({messages: [one, {...two, content: {...two.content, ...code}}]});
    const [first, second] = log.shadowRoot?.querySelectorAll('chat-message') ?? [];
    const toasts = () => [
      ...(log.shadowRoot?.querySelector('chat-toasts')?.shadowRoot?.querySelectorAll('.toast') ?? []),
    ];
    return {
      first: first as ChatMessage,
      copyCode: () => second?.shadowRoot?.querySelector<HTMLElement>('.copy')?.click(),
      /** What is shown in the end, each once. */
      shown: async () => {
        await until(() => toasts().length > 0);
        await settled(log);
        return toasts().map((toast) => toast.querySelector('span')?.textContent);
      },
    };
  }

  it('it says so, to the eye and to the ear: a message and a block of code (UX-M22)', async () => {
    const copied: string[] = [];
    setClipboard({writeText: async (text) => void copied.push(text)});
    const {first, shown, copyCode} = await open();
    first.focus();
    await sendKeys({press: 'c'});
    expect(await shown()).to.deep.equal(['Copied']);
    expect(said.lines).to.deep.equal(['Copied']);
    copyCode();
    await until(() => copied.length > 1);
    expect(copied).to.deep.equal(['see you at ten', 'let a']);
    await until(() => said.lines.length > 1);
  });

  for (const [where, value] of [
    ['on a page over http', undefined],
    ['where the browser refuses', {writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError'))}],
  ] as const) {
    it(`it is copied by hand ${where}, and the focus is where it was (UX-M22)`, async () => {
      setClipboard(value);
      const copied: string[] = [];
      document.execCommand = (command) => {
        const field = log.shadowRoot?.activeElement?.shadowRoot?.activeElement as HTMLTextAreaElement;
        copied.push(`${command} ${field.value.slice(field.selectionStart, field.selectionEnd)}`);
        return true;
      };
      const {first, shown, copyCode} = await open();
      first.focus();
      await sendKeys({press: 'c'});
      expect(await shown()).to.deep.equal(['Copied']);
      expect(first.shadowRoot?.activeElement?.localName).to.equal('article');
      expect(first.shadowRoot?.querySelector('textarea')).to.equal(null);
      expect(copied).to.deep.equal(['copy see you at ten']);
      copyCode();
      await until(() => said.lines.length > 1);
      expect(thrown).to.deep.equal([]);
    });

    it(`it says that it could not be copied ${where}, and nothing is thrown (UX-M22)`, async () => {
      setClipboard(value);
      document.execCommand = () => false;
      const {first, shown} = await open();
      first.focus();
      await sendKeys({press: 'c'});
      expect(await shown()).to.deep.equal(['Could not be copied']);
      expect(said.lines).to.deep.equal(['Could not be copied']);
      expect(thrown).to.deep.equal([]);
    });
  }

  it('by hand it is really copied where the reader has pressed a key (UX-M22)', async () => {
    setClipboard(undefined);
    const {first, shown} = await open();
    const taken: string[] = [];
    const hear = (event: Event) => taken.push((event.composedPath()[0] as HTMLTextAreaElement).value);
    document.addEventListener('copy', hear, true);
    first.focus();
    await sendKeys({press: 'c'});
    expect(await shown()).to.deep.equal(['Copied']);
    document.removeEventListener('copy', hear, true);
    expect(taken).to.deep.equal(['see you at ten']);
  });
});
