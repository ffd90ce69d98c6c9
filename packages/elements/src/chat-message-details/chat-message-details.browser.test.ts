import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {faults, focused, has, inside, listen, mount, settled, unmountAll, until} from '../../test/fixture.js';
import type {ChatMessage} from '../chat-message/chat-message.js';
import '../chat-log/define.js';
import './define.js';

describe('who has read a message and who reacted', () => {
  let chat: FakeChat;
  let id: string;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.person('bob', {name: 'Bob Ray'});
    const group = chat.add('team', {}, ['ann', 'bob', 'cyd']);
    group.receive('ann', 'hello');
    ({id} = group.send('On my way'));
    group.flush();
    const {seq = 0} = group.history.at(-1) ?? {};
    group.members.set(
      group.members.get().map((member) => ({
        ...member,
        read: member.user === 'ann' ? seq : 0,
        delivered: member.user === 'ann' || member.user === 'bob' ? seq : 0,
      })),
    );
    group.alter(id, {
      delivery: {is: 'read', by: 1, of: 3},
      reactions: [{key: '👍', count: 2, own: true, users: ['me', 'bob']}],
    });
  });
  afterEach(unmountAll);

  const texts = (dialog: Element) =>
    [...(dialog.shadowRoot?.querySelectorAll('h3, bdi, .hint') ?? [])].map((part) => part.textContent?.trim());
  async function show(): Promise<HTMLElementTagNameMap['chat-message-details']> {
    const message = chat.conversation('team').history.find((one) => one.id === id);
    const element = await mount('chat-message-details', {chat, conversation: 'team', message});
    await element.show();
    await settled(element);
    return element;
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`names them, and is accessible in ${scheme} (UX-M6b, UX-R7)`, async () => {
      const dialog = await show();
      expect(texts(dialog)).to.deep.equal(['Read by', 'Ann Lee', 'Delivered to', 'Bob Ray', '👍2', 'You', 'Bob Ray']);
      expect(await faults(dialog, scheme)).to.deep.equal([]);
    });
  }

  it('of a message of somebody else only tells who reacted', async () => {
    const group = chat.conversation('team');
    ({id} = group.history[0] as {id: string});
    group.alter(id, {reactions: [{key: '🎉', count: 1, own: false, users: ['bob']}]});
    expect(texts(await show())).to.deep.equal(['🎉1', 'Bob Ray']);
    expect(chat.calls.some((call) => call.startsWith('receipts'))).to.equal(false);
  });

  it('that cannot be loaded says so and tries again (UX-S4)', async () => {
    chat.failNext('receipts', 'OFFLINE');
    const dialog = await show();
    expect(inside(dialog, '[role=alert]').textContent).to.equal('This could not be loaded');
    inside(dialog, 'button.person').click();
    await until(() => texts(dialog).includes('Ann Lee'));
  });

  it('the menu of a message opens it in the log, and a host may answer itself', async () => {
    const log = await mount('chat-log', {chat, conversation: 'team'});
    const message = await until(() =>
      [...(log.shadowRoot?.querySelectorAll<ChatMessage>('chat-message') ?? [])].find((one) => one.message?.id === id),
    );
    message.focus();
    await until(() => has(message, '.toolbar'));
    const choose = async () => {
      await message.openMenu();
      const item = await until(() =>
        [...(message.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
          (one) => one.textContent?.trim() === 'Details',
        ),
      );
      item.click();
    };
    const cancel = (event: Event) => event.preventDefault();
    log.addEventListener('chat-message-details', cancel);
    const heard = listen('chat-message-details');
    await choose();
    expect(heard).to.have.length(1);
    log.removeEventListener('chat-message-details', cancel);
    await choose();
    const dialog = await until(() => log.shadowRoot?.querySelector('chat-message-details'));
    await until(() => texts(dialog).includes('Ann Lee'));
    expect(log.shadowRoot?.querySelectorAll('chat-message-details').length).to.equal(1);
    inside(dialog, '.top button').click();
    await until(() => !has(log, 'chat-message-details'));
    expect(focused()?.localName, 'back on the message').to.equal('article');
  });

  it('is not offered where the mark tells it all, nor in data mode', async () => {
    const log = await mount('chat-log', {chat, conversation: 'team'});
    const rows = await until(() => {
      const all = [...(log.shadowRoot?.querySelectorAll<ChatMessage>('chat-message') ?? [])];
      return all.length > 1 && all;
    });
    const labels = async (row: ChatMessage) => {
      row.focus();
      await until(() => has(row, '.toolbar'));
      await row.openMenu();
      await until(() => has(row, '[role=menu]'));
      const all = [...(row.shadowRoot?.querySelectorAll('[role=menuitem]') ?? [])].map((one) =>
        one.textContent?.trim(),
      );
      row.shadowRoot?.querySelector<HTMLElement>('[role=menu]')?.hidePopover();
      return all;
    };
    const own = rows.find((row) => row.message?.id === id) as ChatMessage;
    const others = rows.find((row) => row.message?.id !== id) as ChatMessage;
    expect(await labels(own)).to.include('Details');
    expect(await labels(others)).not.to.include('Details');
    const shown = await mount('chat-log', {messages: chat.conversation('team').history, me: 'me'});
    const row = await until(() =>
      [...(shown.shadowRoot?.querySelectorAll<ChatMessage>('chat-message') ?? [])].find(
        (one) => one.message?.id === id,
      ),
    );
    expect(await labels(row)).not.to.include('Details');
  });
});
