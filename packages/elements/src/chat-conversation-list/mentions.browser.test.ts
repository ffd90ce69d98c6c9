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
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatConversationList} from './chat-conversation-list.js';
import './define.js';
import '../chat-provider/define.js';
import '../chat-inbox/define.js';
import '../chat-thread/define.js';

const hits = (list: ChatConversationList) => [...(list.shadowRoot?.querySelectorAll<HTMLElement>('.hit') ?? [])];
const filter = (list: ChatConversationList, name: string) => {
  const found = [...(list.shadowRoot?.querySelectorAll<HTMLElement>('.filters button') ?? [])].find((one) =>
    one.textContent?.includes(name),
  );
  if (!found) throw new Error(`there is no filter ${name}`);
  return found;
};

describe('mentions in the list of conversations', () => {
  let chat: FakeChat;
  const mention = (conversation: string, sender: string, text: string, minutesAgo: number) => {
    chat.now = startedAt - minutesAgo * 60_000;
    const message = chat.conversation(conversation).receive(sender, `@Me ${text}`, {
      mentionsMe: true,
      content: {ranges: [{type: 'mention', user: 'me', start: 0, end: 3}]},
    });
    chat.now = startedAt;
    return message;
  };
  before(() => import('./list-hands.js'));
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.person('bob', {name: 'Bob Stone'});
    chat.add('Field team', {}, ['bob']);
    chat.add('ann', {peer: 'ann'});
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

  for (const scheme of ['light', 'dark'] as const)
    it(`stand in the place of the conversations, the newest first, those not read marked, in ${scheme} (UX-I7a)`, async () => {
      mention('Field team', 'bob', 'the gate', 3);
      chat.conversation('Field team').change({unread: 0, mentions: 0});
      mention('ann', 'ann', 'lunch?', 1);
      const element = await list();
      filter(element, 'Mentions').click();
      await until(() => hits(element).length === 2);
      expect(filter(element, 'Mentions').getAttribute('aria-pressed')).to.equal('true');
      expect(spokenName(filter(element, 'Mentions'))).to.equal('Mentions');
      const names = hits(element).map((hit) => spokenName(hit).replace(/\s+/g, ' ').replace(/, 0/g, ', '));
      expect(names).to.deep.equal([
        'Ann Lee, Unread, 9:59, Ann Lee: @Me lunch?',
        'Field team, 9:57, Bob Stone: @Me the gate',
      ]);
      expect(hits(element)[0]?.querySelector('mark')?.textContent).to.equal('@Me');
      expect(has(element, '.row')).to.equal(false);
      expect(await faults(element, scheme)).to.deep.equal([]);
      chat.conversation('ann').change({unread: 0, mentions: 0});
      await settled(element);
      expect(spokenName(hits(element)[0] as HTMLElement)).to.not.contain('Unread');
    });

  it('older ones come as they are scrolled to, and a page that failed is asked for again (UX-I7b)', async () => {
    for (let at = 0; at < 5; at++) mention('Field team', 'bob', `number ${at}`, 10 - at);
    const element = await list({filter: 'mentions'});
    // two in a page of the fake, all of which is near
    await until(() => hits(element).length === 5);
    expect(has(element, '.further')).to.equal(false);
    expect(hits(element).map(({textContent}) => textContent?.match(/number (\d)/)?.[1])).to.deep.equal([
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
  });

  it('a page that did not come leaves those that are there, says so, and is tried again (UX-I7b)', async () => {
    for (let at = 0; at < 3; at++) mention('Field team', 'bob', `number ${at}`, 10 - at);
    const {mentions} = chat;
    let isBroken = true;
    chat.mentions = (options) => {
      if (options?.cursor && isBroken) chat.failNext('mentions', 'RATE_LIMITED');
      return mentions.call(chat, options);
    };
    const element = await list({filter: 'mentions'});
    await until(() => has(element, '.problem'));
    expect(hits(element)).to.have.length(2);
    expect(inside(element, '.problem').textContent).to.equal('Messages could not be loaded');
    isBroken = false;
    expect(inside(element, '.further').textContent).to.equal('Try again');
    inside(element, '.further').click();
    await until(() => hits(element).length === 3);
  });

  it('a choice opens the conversation at the message (UX-I7c)', async () => {
    const {id} = mention('Field team', 'bob', 'the gate', 3);
    chat.conversation('Field team').fill(200);
    const inbox = await mount('chat-inbox', {chat, conversation: 'ann'}, {width: 1000, height: 600});
    const element = inside(inbox, 'chat-conversation-list') as ChatConversationList;
    const opened = listen('chat-open');
    filter(element, 'Mentions').click();
    await until(() => hits(element).length === 1);
    hits(element)[0]?.click();
    expect(opened.map(({conversation, message}) => [conversation, message])).to.deep.equal([['Field team', id]]);
    await until(() => inbox.conversation === 'Field team');
    const log = () => inside(inbox, 'chat-thread').shadowRoot?.querySelector('chat-log');
    await until(() =>
      [...(log()?.shadowRoot?.querySelectorAll('chat-message') ?? [])].some(
        (one) => one.message?.id === id && one.flash,
      ),
    );
  });

  it('one that comes while they are on view stands above the others, and the focus stays (UX-I7a)', async () => {
    mention('Field team', 'bob', 'first', 3);
    const element = await list({filter: 'mentions'});
    await until(() => hits(element).length === 1);
    hits(element)[0]?.focus();
    mention('ann', 'ann', 'second', 1);
    chat.inbox.totals.set({unread: 2, mentions: 2, conversations: 2});
    await until(() => hits(element).length === 2);
    expect(hits(element)[0]?.textContent).to.contain('second');
    expect(focused() === hits(element)[1]).to.equal(true);
  });

  it('arrows, Home and End go from one to the next, and back to the search box', async () => {
    for (let at = 0; at < 3; at++) mention('Field team', 'bob', `number ${at}`, 10 - at);
    const element = await list({filter: 'mentions'});
    await until(() => hits(element).length === 3);
    hits(element)[0]?.focus();
    press('End');
    expect(focused() === hits(element)[2]).to.equal(true);
    press('ArrowUp');
    expect(focused() === hits(element)[1]).to.equal(true);
    press('Home');
    expect(focused() === hits(element)[0]).to.equal(true);
    press('ArrowUp');
    expect(focused() === inside(element, 'input')).to.equal(true);
  });

  it('words that are typed are searched for in all conversations, and without them the mentions are there again', async () => {
    mention('Field team', 'bob', 'the gate', 3);
    const element = await list({filter: 'mentions'});
    await until(() => hits(element).length === 1);
    const input = inside(element, 'input') as HTMLInputElement;
    input.value = 'ann';
    input.dispatchEvent(new Event('input'));
    await until(() => has(element, '.row[data-id="ann"], [data-id="ann"] .open, .row'));
    input.value = '';
    input.dispatchEvent(new Event('input'));
    await until(() => hits(element).length === 1 && !has(element, '.row'));
  });

  it('where there are none it says so; what could not be loaded is said and tried again; without a line it comes by itself (UX-I7d)', async () => {
    const element = await list({filter: 'mentions'});
    await until(() => element.shadowRoot?.textContent?.includes('Nothing here'));
    expect(await faults(element)).to.deep.equal([]);
    mention('ann', 'ann', 'lunch?', 1);
    filter(element, 'All').click();
    await settled(element);
    chat.failNext('mentions', 'FORBIDDEN');
    filter(element, 'Mentions').click();
    const alert = await until(() => element.shadowRoot?.querySelector('[role=alert]'));
    expect(alert.textContent).to.contain('Messages could not be loaded').and.to.contain('FORBIDDEN');
    chat.failNext('mentions', 'OFFLINE');
    inside(element, '.action').click();
    await until(() => element.shadowRoot?.textContent?.includes('You are offline'));
    expect(has(element, '.action')).to.equal(false);
    chat.goOffline();
    chat.goOnline();
    await until(() => hits(element).length === 1);
  });

  it('are not offered where a host gives the conversations', async () => {
    const element = await mount('chat-conversation-list', {conversations: []});
    expect(element.shadowRoot?.textContent).to.not.contain('Mentions');
  });

  it('leave nothing behind', async () => {
    const before = chat.listeners;
    mention('ann', 'ann', 'lunch?', 1);
    const element = await list({filter: 'mentions'});
    await until(() => hits(element).length === 1);
    unmountAll();
    expect(chat.listeners).to.equal(before);
  });
});
