import {expect} from 'chai';
import {fakeChat} from '../../test/fake-chat.js';
import {faults, focused, inside, mount, press, unmountAll, until} from '../../test/fixture.js';
import type {ChatLog} from '../chat-log/chat-log.js';
import {ChatReplyEvent} from '../events.js';
import '../chat-inbox/define.js';
import '../chat-log/define.js';
import '../chat-provider/define.js';
import './define.js';

describe('the keys, in one table (UX-K18)', () => {
  afterEach(unmountAll);

  async function log(properties: Partial<ChatLog> = {}) {
    const chat = fakeChat();
    chat.add('a', {peer: 'ann'}).fill(5);
    const element = await mount('chat-log', {chat, conversation: 'a', ...properties});
    const message = await until(() => element.shadowRoot?.querySelectorAll('chat-message')[2]);
    element.focusMessage(message.message?.id ?? '');
    // what answers the keys loads with the focus
    await until(() => focused()?.localName === 'article' && message.shadowRoot?.querySelector('.toolbar'));
    return {element, message};
  }
  const lines = (dialog: Element) =>
    [...(dialog.shadowRoot?.querySelectorAll('dt') ?? [])].map((term) => [
      [...term.querySelectorAll('kbd')].map((cap) => cap.textContent).join('+'),
      term.nextElementSibling?.textContent,
    ]);

  it('a question mark on a message lists them, and closing gives the focus back', async () => {
    const {message} = await log();
    press('?', {shiftKey: true});
    const dialog = await until(() => message.shadowRoot?.querySelector('chat-keys'));
    await until(() => dialog.shadowRoot?.querySelector('dialog[open]'));
    expect(lines(dialog)).to.deep.include(['R', 'Reply']).and.to.deep.include(['?', 'This list']);
    expect(lines(dialog).some(([keys]) => keys === '↑+↓')).to.equal(true);
    expect(await faults(dialog)).to.deep.equal([]);
    inside(dialog, '.top button').click();
    await until(() => !message.shadowRoot?.querySelector('chat-keys'));
    expect(focused()?.localName).to.equal('article');
  });

  it('a keymap changes what they do and what the list says', async () => {
    const {element, message} = await log({keymap: {reply: 'Q', copy: ''}});
    const replies: Event[] = [];
    element.addEventListener('chat-reply', (event) => replies.push(event));
    press('r');
    press('q');
    await until(() => replies.length > 0);
    expect(replies.length).to.equal(1);
    expect(replies[0]).to.be.instanceOf(ChatReplyEvent);
    press('?');
    const dialog = await until(() => message.shadowRoot?.querySelector('chat-keys'));
    await until(() => dialog.shadowRoot?.querySelector('dialog[open]'));
    expect(lines(dialog)).to.deep.include(['Q', 'Reply']);
    expect(lines(dialog).some(([, use]) => use === 'Copy text')).to.equal(false);
  });

  it('with shortcuts off a question mark is a question mark (WCAG 2.1.4)', async () => {
    const {message} = await log({shortcuts: 'off'});
    expect(press('?'), 'the page may have it').to.equal(true);
    press('Enter');
    await until(() => focused()?.localName !== 'article');
    expect(message.shadowRoot?.querySelector('chat-keys')).to.equal(null);
  });

  it('one keymap goes from the inbox to the messages and to the box', async () => {
    const chat = fakeChat();
    chat.add('a', {peer: 'ann'}).fill(5);
    const keymap = {reply: 'Q'};
    const inbox = await mount('chat-inbox', {chat, conversation: 'a', keymap});
    await until(() => inbox.shadowRoot?.querySelector('chat-thread')?.shadowRoot?.querySelector('chat-composer'));
    const thread = inside(inbox, 'chat-thread');
    expect((inside(thread, 'chat-composer') as unknown as {keymap: object}).keymap).to.equal(keymap);
    expect((inside(thread, 'chat-log') as unknown as {keymap: object}).keymap).to.equal(keymap);
  });
});
