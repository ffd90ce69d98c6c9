import {expect} from 'chai';
import {type FakeChat, fakeChat, startedAt} from '../../test/fake-chat.js';
import {
  fakeTimers,
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

const rows = (list: ChatConversationList) =>
  [...(list.shadowRoot?.querySelectorAll<HTMLElement>('[role=row]') ?? [])].sort(
    (a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
  );
const names = (list: ChatConversationList) => rows(list).map((row) => row.querySelector('.name')?.textContent?.trim());
const open = (list: ChatConversationList, id: string) => inside(list, `[data-id="${id}"] .open`);

describe('chat-conversation-list', () => {
  let chat: FakeChat;
  let restore = () => {};
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee', presence: 'online'});
    chat.person('bob', {name: 'Bob Stone'});
    chat.now = startedAt - 60_000;
    chat.add('ann', {peer: 'ann'}).receive('ann', 'see you at ten');
    chat.now = startedAt - 120_000;
    chat.add('Field team', {}, ['bob']).receive('bob', 'photo');
    chat.now = startedAt - 180_000;
    chat.add('Archive me', {}, ['bob']);
    chat.now = startedAt;
  });
  afterEach(() => {
    unmountAll();
    restore();
    restore = () => {};
  });
  /** In a provider, so that the clock is the fake chat's. */
  const list = async (properties: Partial<ChatConversationList> = {}, height = 600) => {
    const provider = await mount(
      'chat-provider',
      {chat, now: () => startedAt, timeZone: 'UTC', locale: 'en-GB'},
      {width: 320, height},
    );
    const element = Object.assign(document.createElement('chat-conversation-list'), properties);
    provider.append(element);
    await settled(element);
    return element;
  };

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}`, async () => {
      chat.conversation('Field team').change({mentions: 2, mutedUntil: Number.MAX_SAFE_INTEGER, pinned: true});
      expect(await faults(await list({selected: 'ann'}), scheme)).to.deep.equal([]);
    });
  }

  it('is a grid of rows with a cell to open and a cell for the menu (UX 1.6)', async () => {
    const element = await list();
    const [row] = rows(element);
    expect(inside(element, '[role=grid]').getAttribute('aria-label')).to.equal('Conversations');
    expect(row?.querySelectorAll(':scope > [role=gridcell] > button')).to.have.length(2);
    expect(row?.querySelector('.more')?.getAttribute('aria-label')).to.equal('More for Ann Lee');
  });

  it('a row says in its name all that it shows, in reading order (UX-I1)', async () => {
    chat.conversation('Field team').change({unread: 3, mentions: 1, pinned: true, mutedUntil: Number.MAX_SAFE_INTEGER});
    const element = await list();
    expect(spokenName(open(element, 'ann'))).to.match(/^Ann Lee, online, 1 unread, see you at ten, 0?9:59$/);
    expect(spokenName(open(element, 'Field team'))).to.match(
      /^Field team, 1 mention, 3 unread, muted, pinned, Bob Stone: photo, 0?9:58$/,
    );
  });

  it('pinned conversations come first, then the newest activity (UX-I2)', async () => {
    const element = await list();
    expect(names(element)).to.deep.equal(['Ann Lee', 'Field team', 'Archive me']);
    chat.conversation('Archive me').change({pinned: true});
    await settled(element);
    expect(names(element)).to.deep.equal(['Archive me', 'Ann Lee', 'Field team']);
  });

  it('counts above 99 are shown as 99+, and exactly in the name (UX-I3)', async () => {
    chat.conversation('ann').change({unread: 120});
    const element = await list();
    expect(inside(element, '[data-id=ann] .badge').textContent).to.equal('99+');
    expect(spokenName(open(element, 'ann'))).to.contain('120 unread');
  });

  it('the second line is who types, else the draft, else the newest message with its mark', async () => {
    const {receive} = chat.conversation('ann');
    receive.call(chat.conversation('ann'), 'me', 'on my way', {delivery: {is: 'read', by: 1, of: 1}});
    const element = await list();
    const line = () => inside(element, '[data-id=ann] .preview');
    expect(
      line()
        .textContent?.replace(/[\u2068\u2069]/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    ).to.equal('You: on my way');
    expect(line().querySelector('chat-receipt') !== null).to.equal(true);
    chat.conversation('ann').draft.set({text: 'could you'});
    await settled(element);
    expect(line().textContent?.replace(/\s+/g, ' ').trim()).to.equal('Draft: could you');
    chat.conversation('ann').type('ann');
    await settled(element);
    expect(line().textContent?.trim()).to.equal('Ann Lee is typing');
  });

  describe('keys (UX 1.5)', () => {
    it('the rows are one Tab stop; arrows, Home and End move, Enter opens', async () => {
      const element = await list();
      expect(rows(element).flatMap((row) => [...row.querySelectorAll('.open[tabindex="0"]')])).to.have.length(1);
      const opened = listen('chat-open');
      open(element, 'ann').focus();
      press('ArrowDown');
      await until(() => focused() === open(element, 'Field team'));
      press('End');
      await until(() => focused() === open(element, 'Archive me'));
      press('Home');
      await until(() => focused() === open(element, 'ann'));
      press('ArrowUp');
      await settled(element);
      expect(focused() === open(element, 'ann'), 'stays at the first').to.equal(true);
      (focused() as HTMLElement).click();
      expect(opened.map(({conversation}) => conversation)).to.deep.equal(['ann']);
      expect(element.selected).to.equal('ann');
    });

    it('the right arrow reaches the menu button, the left one leads back', async () => {
      const element = await list();
      open(element, 'ann').focus();
      press('ArrowRight');
      expect(focused()?.className).to.contain('more');
      press('ArrowLeft');
      expect(focused() === open(element, 'ann')).to.equal(true);
    });

    it('from right to left the arrows are the other way round', async () => {
      const element = await list();
      element.dir = 'rtl';
      open(element, 'ann').focus();
      press('ArrowLeft');
      expect(focused()?.className).to.contain('more');
    });

    it('letters go to the next conversation that begins so', async () => {
      const element = await list();
      open(element, 'ann').focus();
      press('f');
      await until(() => focused() === open(element, 'Field team'));
      press('x');
      await settled(element);
      expect(focused() === open(element, 'Field team')).to.equal(true);
    });
  });

  describe('the row menu (UX-I6)', () => {
    const openMenu = async (element: ChatConversationList, id: string) => {
      open(element, id).focus();
      press('F10', {shiftKey: true});
      return until(() => element.shadowRoot?.querySelector<HTMLElement>('[role=menu]'));
    };
    const pick = (menu: HTMLElement, label: string) =>
      [...menu.querySelectorAll('button')].find((item) => item.textContent?.trim() === label)?.click();

    it('opens by Shift+F10 with the focus in it, and gives it back', async () => {
      const element = await list();
      const menu = await openMenu(element, 'ann');
      expect(focused()?.textContent?.trim()).to.equal('Pin');
      expect(await faults(menu)).to.deep.equal([]);
      press('ArrowDown');
      expect(focused()?.textContent?.trim()).to.equal('Mute');
      press('Escape');
      await until(() => focused() === open(element, 'ann'));
      await until(() => !has(element, '[role=menu]'));
    });

    for (const [label, call] of [
      ['Pin', 'pin ann true'],
      ['Mute', `mute ann ${Number.MAX_SAFE_INTEGER}`],
      ['Archive', 'archive ann true'],
      ['Mark as read', 'markRead ann 1'],
    ] as const) {
      it(`${label} does it`, async () => {
        pick(await openMenu(await list(), 'ann'), label);
        expect(chat.calls.at(-1)).to.equal(call);
      });
    }

    it('Mark as unread is there for what is read', async () => {
      chat.conversation('ann').change({unread: 0});
      pick(await openMenu(await list(), 'ann'), 'Mark as unread');
      expect(chat.calls.at(-1)).to.equal('markUnread ann');
    });

    it('a cancelled event leaves it to the host', async () => {
      const element = await list();
      element.addEventListener('chat-pin', (event) => event.preventDefault());
      pick(await openMenu(element, 'ann'), 'Pin');
      expect(chat.calls).not.to.include('pin ann true');
    });

    it('Delete for me asks first, and starts on Cancel', async () => {
      const element = await list();
      pick(await openMenu(element, 'ann'), 'Delete for me');
      const dialog = await until(() => element.shadowRoot?.querySelector('dialog'));
      await until(() => focused()?.textContent === 'Cancel');
      expect(await faults(dialog)).to.deep.equal([]);
      expect(chat.calls.filter((call) => call.startsWith('clear'))).to.deep.equal([]);
      dialog.querySelector<HTMLElement>('.danger')?.click();
      await until(() => chat.calls.includes('clear ann'));
    });

    it('a failure is reported to the host', async () => {
      const element = await list();
      const errors = listen('chat-error');
      chat.failNext('pin', 'OFFLINE');
      pick(await openMenu(element, 'ann'), 'Pin');
      await until(() => errors.length > 0);
      expect(errors[0]?.code).to.equal('OFFLINE');
    });
  });

  describe('search and filters (UX-I4)', () => {
    it('words filter the rows at once; Escape clears them', async () => {
      const element = await list();
      const field = inside(element, 'input') as HTMLInputElement;
      type(field, 'le');
      await settled(element);
      expect(names(element)).to.deep.equal(['Ann Lee']);
      type(field, 'x');
      await settled(element);
      expect(element.shadowRoot?.textContent).to.contain('No results for “lex”');
      expect(await faults(element)).to.deep.equal([]);
      press('Escape');
      await settled(element);
      expect(names(element)).to.have.length(3);
    });

    it('filters show their conversations', async () => {
      const element = await list();
      chat.conversation('Archive me').change({archived: true});
      const choose = async (name: string) => {
        [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.filters button') ?? [])]
          .find((button) => button.textContent === name)
          ?.click();
        await settled(element);
        return names(element);
      };
      expect(await choose('Groups')).to.deep.equal(['Field team']);
      expect(await choose('Archived')).to.deep.equal(['Archive me']);
      expect(await choose('Unread')).to.deep.equal(['Ann Lee', 'Field team']);
      expect(inside(element, '.filters [aria-pressed=true]').textContent).to.equal('Unread');
    });
  });

  it('a row under the hand does not move for up to two seconds (UX-I2)', async () => {
    const element = await list();
    const timers = fakeTimers();
    restore = timers.restore;
    open(element, 'ann').focus();
    chat.now = startedAt + 1;
    chat.conversation('Field team').receive('bob', 'newer');
    await settled(element);
    expect(names(element)[0]).to.equal('Ann Lee');
    expect(open(element, 'Field team').textContent, 'what it says is new at once').to.contain('newer');
    await timers.tick(2_000);
    await settled(element);
    expect(names(element)[0]).to.equal('Field team');
    expect(focused() === open(element, 'ann'), 'the focus stays on its row').to.equal(true);
  });

  it('10,000 conversations are a handful of rows', async () => {
    const big = fakeChat();
    big.addMany(10_000, (at) => ({id: `Group ${at}`, lastActivity: startedAt - at}));
    chat = big;
    const element = await list();
    expect(rows(element).length).to.be.lessThan(30);
    expect(inside(element, '[role=grid]').getAttribute('aria-rowcount')).to.equal('10000');
    open(element, 'Group 0').focus();
    press('End');
    await until(() => focused()?.closest('[data-id]')?.getAttribute('data-id') === 'Group 9999');
    expect(rows(element).length).to.be.lessThan(30);
  });

  it('scrolling to the end fetches more', async () => {
    chat.addMany(60, (at) => ({id: `Group ${at}`, lastActivity: startedAt - 1_000_000 - at}));
    chat.inbox.pageSize = 25;
    const element = await list();
    expect(chat.calls).not.to.include('loadMore all');
    inside(element, '.scroller').scrollTop = 100_000;
    await until(() => chat.calls.includes('loadMore all'));
    expect(chat.calls.filter((call) => call === 'loadMore all')).to.have.length(1);
  });

  describe('states (UX-S2, UX-S3, UX-S4)', () => {
    it('while nothing is known: a skeleton with one “Loading”', async () => {
      chat.inbox.list();
      chat.inbox.force({conversations: [], loading: true});
      const element = await list();
      expect(inside(element, '.skeleton').getAttribute('aria-label')).to.equal('Loading');
      expect(inside(element, '.scroller').getAttribute('aria-busy')).to.equal('true');
      expect(await faults(element)).to.deep.equal([]);
      chat.inbox.force({loading: false});
      await until(() => rows(element).length === 3);
    });

    it('a skeleton that was seen stays long enough to be no flicker', async () => {
      chat.inbox.list();
      chat.inbox.force({conversations: [], loading: true});
      const timers = fakeTimers();
      restore = timers.restore;
      const element = await mount('chat-conversation-list', {chat});
      await timers.tick(250);
      chat.inbox.force({loading: false});
      await settled(element);
      expect(has(element, '.skeleton')).to.equal(true);
      await timers.tick(350);
      await settled(element);
      expect(has(element, '.skeleton')).to.equal(false);
    });

    it('without conversations: a heading, a sentence, and the way to start one', async () => {
      chat = fakeChat();
      const element = await list();
      expect(inside(element, '.state h3').textContent).to.equal('No conversations yet');
      expect(await faults(element)).to.deep.equal([]);
      const started = listen('chat-start');
      inside(element, '.state button').click();
      expect(started).to.have.length(1);
      await until(() => element.shadowRoot?.querySelector('chat-new-conversation'));
    });

    it('that could not be loaded: says so with the code, and tries again', async () => {
      chat.inbox.list();
      chat.inbox.force({conversations: [], failed: 'INTERNAL'});
      const element = await list();
      expect(inside(element, '.state').textContent).to.contain('could not be loaded').and.to.contain('INTERNAL');
      inside(element, '.state button').click();
      await until(() => rows(element).length === 3);
    });
  });

  it('opens in the element named in `for`', async () => {
    const target = Object.assign(document.createElement('div'), {id: 'thread-7', conversation: ''});
    document.body.append(target);
    const element = await list({for: 'thread-7'});
    open(element, 'Field team').click();
    expect(target.conversation).to.equal('Field team');
    target.remove();
  });

  it('in data mode needs no chat; wishes come as events only', async () => {
    const shown = [...chat.conversations.values()].flatMap(({state}) => state.get() ?? []);
    const element = await mount('chat-conversation-list', {conversations: shown});
    expect(names(element)).to.include('Field team');
    const opened = listen('chat-open');
    open(element, 'Field team').click();
    expect(opened).to.have.length(1);
  });

  it('without a chat it shows its `disconnected` slot, and finds a late one', async () => {
    const element = await mount('chat-conversation-list', {chat: 'late'});
    expect(has(element, 'slot[name=disconnected]')).to.equal(true);
    element.chat = chat;
    await settled(element);
    expect(names(element)).to.have.length(3);
  });

  it('survives being moved in the page and leaves nothing behind', async () => {
    const before = chat.listeners;
    const element = await list();
    const other = document.createElement('div');
    document.body.append(other);
    element.chat = chat;
    other.append(element);
    await settled(element);
    chat.conversation('ann').receive('ann', 'after the move');
    await settled(element);
    expect(open(element, 'ann').textContent).to.contain('after the move');
    other.remove();
    unmountAll();
    expect(chat.listeners).to.equal(before);
  });
});
