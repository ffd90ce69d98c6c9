import type {FileUrl, Message, MessageFile} from '@parlor/sdk';
import {expect} from 'chai';
import {faults, settled, spokenName, until} from '../../test/fixture.js';
import {frames, message, messages, mount, people} from '../chat-log/chat-log.fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-log/define.js';
import '../chat-receipt/define.js';
import './define.js';

const url = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>')}`;
const find = (): FileUrl => ({url, expiresAt: 9e15});
const gate: MessageFile = {
  ...{id: 'p', name: 'gate.jpg', type: 'image/jpeg', size: 284_000, width: 1600, height: 1200},
  alt: 'The north gate',
};
const plan: MessageFile = {id: 'f', name: 'plan.pdf', type: 'application/pdf', size: 1_340_000};
const withFiles = (n: number, attachments: readonly MessageFile[], over: Partial<Message> = {}, text = ''): Message => {
  const made = message(n, {text, ...over});
  return {...made, content: {...made.content, attachments}};
};

describe('files in a message', () => {
  let element: HTMLElement;
  afterEach(() => element.remove());

  async function show(shown: Message, more: Partial<ChatMessage> = {}): Promise<ChatMessage> {
    const row = document.createElement('chat-message');
    Object.assign(row, {sender: people[0], me: 'me', message: shown, fileUrl: find, ...more});
    element = row;
    document.body.append(row);
    await settled(row);
    return row;
  }
  const inside = (selector: string): HTMLElement | undefined =>
    element.shadowRoot?.querySelector<HTMLElement>(selector) ?? undefined;

  it('files alone: the row is named by them, and no words stand in their place (UX-A2d)', async () => {
    await show(withFiles(1, [gate, plan]));
    expect(spokenName(inside('article') as HTMLElement)).to.match(
      /^Ann Lee,? Photo: The north gate, File: plan\.pdf,? .*\d/,
    );
    expect(inside('.text')).to.equal(undefined);
    expect(element.shadowRoot?.querySelectorAll('chat-attachment').length).to.equal(2);
    expect(await faults(element)).to.deep.equal([]);
  });

  it('with text both are in the name; an own one has its time and mark', async () => {
    const row = await show(withFiles(1, [plan], {own: true, delivery: {is: 'sent'}}, 'the plan'), {marks: true});
    expect(spokenName(inside('article') as HTMLElement)).to.match(/^You,? the plan,? File: plan\.pdf/);
    row.message = withFiles(1, [plan], {own: true, delivery: {is: 'sent'}});
    await row.updateComplete;
    expect(inside('.text .meta')).not.to.equal(undefined);
    expect(row.plainText, 'copied').to.equal('File: plan.pdf');
  });

  it('a deleted one shows none', async () => {
    await show(withFiles(1, [gate], {deleted: true}));
    expect(inside('chat-attachment')).to.equal(undefined);
  });

  it('Enter goes to the first of them, Tab around (UX-K8)', async () => {
    const row = await show(withFiles(1, [gate, plan]));
    row.focus();
    const press = (key: string): void => {
      const at = row.shadowRoot?.activeElement;
      at?.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true, cancelable: true}));
    };
    press('Enter');
    await until(() => row.shadowRoot?.activeElement?.localName === 'chat-attachment');
    const [first, second] = row.shadowRoot?.querySelectorAll('chat-attachment') ?? [];
    expect(row.shadowRoot?.activeElement === first).to.equal(true);
    press('Tab');
    expect(row.shadowRoot?.activeElement === second).to.equal(true);
    press('Escape');
    expect(row.shadowRoot?.activeElement?.localName).to.equal('article');
  });

  it('a long press on a picture opens the menu of the message, and lifting the finger not the picture (UX-M8b)', async () => {
    const row = await show(withFiles(1, [gate]));
    const opened: string[] = [];
    row.addEventListener('chat-open-media', (event) => {
      opened.push(event.file.id);
      event.preventDefault();
    });
    const button = inside('chat-attachment')?.shadowRoot?.querySelector<HTMLElement>('.picture');
    const finger = {pointerType: 'touch', bubbles: true, composed: true};
    button?.dispatchEvent(new PointerEvent('pointerdown', finger));
    await until(() => inside('.menu'));
    button?.dispatchEvent(new PointerEvent('pointerup', finger));
    button?.click();
    expect(opened).to.deep.equal([]);
    button?.dispatchEvent(new PointerEvent('pointerdown', finger));
    button?.dispatchEvent(new PointerEvent('pointerup', finger));
    button?.click();
    await until(() => opened.length > 0);
  });

  it('the ring of one that goes up asks whether the message shall be deleted; what was refused says why (UX-M17)', async () => {
    const goingUp = withFiles(1, [{...plan, progress: 0.5}], {own: true, seq: undefined, delivery: {is: 'sending'}});
    const row = await show(goingUp);
    const deleted: string[] = [];
    row.addEventListener('chat-delete', (event) => deleted.push(event.message.id));
    const ring = inside('chat-attachment')?.shadowRoot?.querySelector<HTMLElement>('.ring');
    ring?.click();
    await until(() => inside('dialog[open]'));
    inside('dialog .danger')?.click();
    await until(() => deleted.length > 0);
    row.message = {...goingUp, delivery: {is: 'failed', code: 'ATTACHMENT_REJECTED'}};
    await until(() => inside('.trouble'));
    expect(inside('.trouble')?.textContent).to.contain(strings.fileRejected);
    expect(inside('chat-attachment')?.shadowRoot?.querySelector('.ring') ?? undefined).to.equal(undefined);
  });

  it('no row changes its height when pictures come, however late (UX-M15, UX-L7)', async () => {
    let give: (() => void)[] = [];
    const fileUrl = (): Promise<FileUrl> =>
      new Promise((resolve) => {
        give.push(() => resolve(find()));
      });
    const all = messages(1, 12).map((one, at) =>
      at % 3 ? one : {...one, content: {...one.content, attachments: at % 2 ? [gate, gate, gate] : [gate, plan]}},
    );
    const log = await mount({messages: all, fileUrl});
    element = log;
    const rows = [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].slice(-4);
    const heights = (): number[] => rows.map((row) => row.getBoundingClientRect().height);
    const before = heights();
    expect(Math.max(...before)).to.be.above(240);
    await settled(log);
    await until(() => give.length > 0);
    expect(heights()).to.deep.equal(before);
    for (const one of give) one();
    give = [];
    await frames(20);
    expect(heights()).to.deep.equal(before);
  });
});
