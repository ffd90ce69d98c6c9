/** A message whose text is still being written (UX-M20, PWP-GROW-006). */
import type {Message} from '@parlor/sdk';
import {expect} from 'chai';
import {fakeTimers, faults, settled, spokenName} from '../../test/fixture.js';
import {message, people} from '../chat-log/chat-log.fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatMessage} from './chat-message.js';
import './define.js';

describe('a message that grows', () => {
  let element: ChatMessage;
  beforeEach(() => {
    element = document.createElement('chat-message');
    Object.assign(element, {sender: people[0], me: 'me'});
    document.body.append(element);
  });
  afterEach(() => element.remove());

  const root = (): ShadowRoot => element.shadowRoot as ShadowRoot;
  async function say(text: string, more: Partial<Message['content']> = {growing: Date.now()}): Promise<void> {
    const shown = message(1, {text});
    element.message = {...shown, content: {...shown.content, ...more}};
    await settled(element);
  }
  const body = (): string => root().querySelector('#body')?.textContent ?? '';
  const caret = (): string | undefined => root().querySelector('.caret')?.className;
  const isBusy = (): boolean => root().querySelector('article')?.ariaBusy === 'true';

  it('has three dots while it says nothing, a caret at the end of its words, and neither at its end', async () => {
    await say('');
    expect([body(), caret(), isBusy()]).to.deep.equal(['', 'caret dots', true]);
    await say('The sky');
    expect([body(), caret(), isBusy()]).to.deep.equal(['The sky', 'caret', true]);
    await say('The sky is blue.', {});
    expect([body(), caret(), isBusy()]).to.deep.equal(['The sky is blue.', undefined, false]);
  });

  it('says in its name that it is being written, and has no faults of accessibility', async () => {
    await say('');
    expect(spokenName(root().querySelector('article') as HTMLElement)).to.contain(strings.typingHere);
    expect(await faults(element)).to.deep.equal([]);
    await say('done', {});
    expect(spokenName(root().querySelector('article') as HTMLElement)).not.to.contain(strings.typingHere);
  });

  it('has stopped when it said nothing for a minute; without a word it says that it is empty (PWP-GROW-006)', async () => {
    const {tick, restore} = fakeTimers();
    const {now} = Date;
    try {
      await say('');
      await tick(59_000);
      expect(caret()).to.equal('caret dots');
      Date.now = () => now() + 60_000;
      await tick(1_001);
      await settled(element);
      expect([body(), caret(), isBusy()]).to.deep.equal([strings.emptyMessage, undefined, false]);
    } finally {
      Date.now = now;
      restore();
    }
  });

  it('that stopped long ago never shows that it grows', async () => {
    await say('so', {growing: Date.now() - 3_600_000});
    expect([body(), caret(), isBusy()]).to.deep.equal(['so', undefined, false]);
  });

  it('keeps what is selected in it, over its steps and its end', async () => {
    await say('The sky is');
    const [text] = [...(root().querySelector('#body')?.childNodes ?? [])].filter(
      (node) => node.nodeType === 3 && node.nodeValue,
    );
    const range = document.createRange();
    range.setStart(text as Node, 4);
    range.setEnd(text as Node, 7);
    await say('The sky is blue, for');
    await say('The sky is blue, for air scatters light.', {});
    expect([range.toString(), body()]).to.deep.equal(['sky', 'The sky is blue, for air scatters light.']);
    await say('Other words', {});
    expect(body()).to.equal('Other words');
  });

  it('does not fold under its reader, however long it gets', async () => {
    const long = 'word '.repeat(300);
    await say('word');
    await say(long);
    expect(root().querySelector('.clamped')).to.equal(null);
    await say(`${long}.`, {});
    expect(root().querySelector('.clamped')).to.equal(null);
  });

  it('that begins with an emoji is not drawn large before it is whole', async () => {
    await say('👋');
    expect(root().querySelector('.jumbo')).to.equal(null);
    await say('👋', {});
    expect(root().querySelector('.jumbo')).not.to.equal(null);
  });
});
