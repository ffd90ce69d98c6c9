import {expect} from 'chai';
import {type FakeChat, type FakeConversation, fakeChat} from '../../test/fake-chat.js';
import {inside, mount, settled, unmountAll, until} from '../../test/fixture.js';
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {ChatThread} from './chat-thread.js';
import './define.js';

describe('what others wrote', () => {
  let chat: FakeChat;
  let group: FakeConversation;
  let element: ChatThread;
  const begin = async (about: Parameters<FakeChat['add']>[1]): Promise<void> => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    group = chat.add('team', about, ['ann', 'bob']);
    group.receive('ann', 'Buy my watches');
    element = await mount('chat-thread', {chat, conversation: 'team'});
  };
  afterEach(unmountAll);
  const message = (): Promise<ChatMessage> =>
    until(
      () => inside(element, 'chat-log').shadowRoot?.querySelector<ChatMessage>('chat-message') ?? undefined,
      'the message',
    );
  const items = async (): Promise<HTMLElement[]> => {
    const host = await message();
    await host.openMenu();
    return until(() => {
      const found = [...(host.shadowRoot?.querySelectorAll<HTMLElement>('.menu button') ?? [])];
      return found.length ? found : undefined;
    }, 'the menu');
  };
  const names = async (): Promise<string[]> => (await items()).map((item) => item.textContent?.trim() ?? '');

  for (const role of ['owner', 'admin', 'moderator'] as const) {
    it(`is deleted for all by the menu of the ${role} of a group, last of all, after a question (PWP-EDIT-004)`, async () => {
      await begin({role});
      const all = await items();
      expect(all.at(-1)?.textContent?.trim()).to.equal('Delete');
      all.at(-1)?.click();
      const host = await message();
      const yes = await until(
        () => host.shadowRoot?.querySelector<HTMLElement>('dialog .danger, [role=alertdialog] .danger') ?? undefined,
        'the question',
      );
      yes.click();
      await until(() => chat.calls.some((call) => call.startsWith('delete')), 'it is deleted');
    });
  }

  it('one’s own is offered to be edited and deleted while the server would take it, deleted at any time by who moderates (PWP-EDIT-002, PWP-EDIT-004)', async () => {
    const minute = 60_000;
    const offered = async (role: 'member' | 'admin', age: number): Promise<string[]> => {
      await begin({role});
      chat.connection.set({...chat.connection.get(), editWindowMs: minute, deleteWindowMs: 10 * minute});
      group.history.splice(0);
      chat.now = Date.now() - age;
      group.receive('me', 'As I said');
      await settled(element);
      const found = (await names()).filter((name) => name === 'Edit' || name === 'Delete');
      await unmountAll();
      return found;
    };
    expect(await offered('member', 0)).to.deep.equal(['Edit', 'Delete']);
    expect(await offered('member', 2 * minute)).to.deep.equal(['Delete']);
    expect(await offered('member', 11 * minute)).to.deep.equal([]);
    expect(await offered('admin', 11 * minute)).to.deep.equal(['Delete']);
  });

  it('is not offered to be deleted by members and observers, nor in a direct conversation', async () => {
    for (const role of ['member', 'observer'] as const) {
      await begin({role});
      expect(await names()).to.not.include('Delete');
      await unmountAll();
    }
    await begin({role: 'owner', type: 'direct'});
    expect(await names()).to.not.include('Delete');
    await settled(element);
  });
});
