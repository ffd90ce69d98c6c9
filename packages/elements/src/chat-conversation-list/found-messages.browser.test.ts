import {expect} from 'chai';
import {type FakeChat, fakeChat, startedAt} from '../../test/fake-chat.js';
import {
  faults,
  focused,
  has,
  inside,
  listen,
  mount,
  press,
  settled,
  spokenName,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatConversationList} from './chat-conversation-list.js';
import './define.js';
import '../chat-provider/define.js';
import '../chat-inbox/define.js';
import '../chat-thread/define.js';

const hits = (list: ChatConversationList) => [...(list.shadowRoot?.querySelectorAll<HTMLElement>('.hit') ?? [])];

describe('messages found in the list of conversations', () => {
  let chat: FakeChat;
  // what comes with the first word is there
  before(() => import('./list-hands.js'));
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.person('bob', {name: 'Bob Stone'});
    chat.now = startedAt - 180_000;
    chat.add('Field team', {}, ['bob']).receive('bob', 'the invoice of April');
    chat.now = startedAt - 120_000;
    chat.add('ann', {peer: 'ann'}).receive('ann', 'Where is the invoice?');
    chat.now = startedAt - 60_000;
    chat.conversation('ann').receive('ann', 'Found the Invoice');
    chat.now = startedAt;
  });
  afterEach(unmountAll);
  const list = async (properties: Partial<ChatConversationList> = {}) => {
    const provider = await mount(
      'chat-provider',
      {chat, now: () => startedAt, timeZone: 'UTC', locale: 'en-GB'},
      {width: 320, height: 600},
    );
    const element = Object.assign(document.createElement('chat-conversation-list'), properties);
    provider.append(element);
    await settled(element);
    return element;
  };
  const search = (element: ChatConversationList, words: string) =>
    type(inside(element, 'input') as HTMLInputElement, words);

  for (const scheme of ['light', 'dark'] as const)
    it(`stand below a heading with conversation, author, time and the found words marked, in ${scheme} (UX-I4d)`, async () => {
      const element = await list();
      search(element, 'invoice');
      await until(() => hits(element).length === 2);
      expect(inside(element, '#found-messages').textContent).to.equal('Messages');
      // Firefox writes 09:59
      const names = hits(element).map((hit) => spokenName(hit).replace(/\s+/g, ' ').replace(', 0', ', '));
      expect(names).to.deep.equal([
        'Ann Lee, 9:59, Ann Lee: Found the Invoice',
        'Ann Lee, 9:58, Ann Lee: Where is the invoice?',
      ]);
      expect(hits(element)[0]?.querySelector('mark')?.textContent).to.equal('Invoice');
      expect(await faults(element, scheme)).to.deep.equal([]);
    });

  it('more of them come when they are asked for, and the focus goes on to the first', async () => {
    const element = await list();
    search(element, 'invoice');
    await until(() => has(element, '.further'));
    inside(element, '.further').focus();
    inside(element, '.further').click();
    await until(() => hits(element).length === 3);
    await until(() => focused() === hits(element)[2]);
    expect(has(element, '.further')).to.equal(false);
    expect(hits(element)[2]?.textContent).to.contain('Field team');
  });

  it('arrows go through all that was found, and back to the search box', async () => {
    const element = await list();
    search(element, 'invoice');
    await until(() => hits(element).length === 2);
    press('ArrowDown');
    await until(() => focused() === hits(element)[0]);
    press('ArrowDown');
    await until(() => focused() === hits(element)[1]);
    press('ArrowDown');
    await until(() => focused() === inside(element, '.further'));
    press('ArrowUp');
    press('ArrowUp');
    await until(() => focused() === hits(element)[0]);
    press('ArrowUp');
    await until(() => focused() === inside(element, 'input'));
  });

  it('a choice opens the conversation at the message (UX-I4d)', async () => {
    const element = await list();
    search(element, 'april');
    await until(() => hits(element).length === 1);
    const opened = listen('chat-open');
    hits(element)[0]?.click();
    const [message] = chat.conversation('Field team').history;
    expect(opened.map(({conversation, message: at}) => [conversation, at])).to.deep.equal([
      ['Field team', message?.id],
    ]);
    expect(element.selected).to.equal('Field team');
  });

  it('in an inbox the message is gone to and flashes, though its conversation is long (UX-I4d)', async () => {
    const {id = ''} = chat.conversation('Field team').history[0] ?? {};
    chat.conversation('Field team').fill(200);
    const inbox = await mount('chat-inbox', {chat, conversation: 'ann'}, {width: 1000, height: 600});
    const element = inside(inbox, 'chat-conversation-list') as ChatConversationList;
    search(element, 'april');
    await until(() => hits(element).length === 1);
    hits(element)[0]?.click();
    await until(() => inbox.conversation === 'Field team');
    const log = () => inside(inbox, 'chat-thread').shadowRoot?.querySelector('chat-log');
    const message = () =>
      [...(log()?.shadowRoot?.querySelectorAll('chat-message') ?? [])].find((one) => one.message?.id === id);
    await until(() => message()?.flash);
    const {top = 0, bottom = 0} = message()?.getBoundingClientRect() ?? {};
    const view = log()?.getBoundingClientRect();
    expect(top >= (view?.top ?? 0) && bottom <= (view?.bottom ?? 0), 'it is in view').to.equal(true);
  });

  it('signs are no words, and a failure is told in words', async () => {
    const element = await list();
    chat.failNext('search', 'SCHEMA');
    search(element, '%%');
    await until(() => element.shadowRoot?.textContent?.includes('No results for “%%”'));
    chat.failNext('search', 'RATE_LIMITED');
    search(element, 'z');
    await until(() => element.shadowRoot?.textContent?.includes('Messages could not be searched'));
  });
});
