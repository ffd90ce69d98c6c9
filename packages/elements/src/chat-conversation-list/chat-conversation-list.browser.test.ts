import {expect} from 'chai';
import {type FakeChat, fakeChat, startedAt} from '../../test/fake-chat.js';
import {
  ear,
  fakeTimers,
  faults,
  focused,
  has,
  inside,
  listen,
  mount,
  plain,
  press,
  settled,
  spokenName,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';
import {countElements} from '../chat-log/chat-log.fixture.js';
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
    it(`is accessible in ${scheme} (WCAG 1.4.3, 4.1.2)`, async () => {
      chat.conversation('Field team').change({mentions: 2, mutedUntil: Number.MAX_SAFE_INTEGER, pinned: true});
      expect(await faults(await list({selected: 'ann'}), scheme)).to.deep.equal([]);
    });
  }

  it('is a grid of rows with a cell to open and a cell for the menu (UX-R1)', async () => {
    const element = await list();
    const [row] = rows(element);
    expect(inside(element, '[role=grid]').getAttribute('aria-label')).to.equal('Conversations');
    expect(row?.querySelectorAll(':scope > [role=gridcell] > button')).to.have.length(2);
    expect(row?.querySelector('.more')?.getAttribute('aria-label')).to.equal('More for Ann Lee');
  });

  it('a row says in its name all that it shows, in reading order (UX-I1a, WCAG 2.5.3)', async () => {
    chat.conversation('Field team').change({unread: 3, mentions: 1, pinned: true, mutedUntil: Number.MAX_SAFE_INTEGER});
    const element = await list();
    expect(spokenName(open(element, 'ann'))).to.match(/^Ann Lee, online, 1 unread, see you at ten, 0?9:59$/);
    expect(spokenName(open(element, 'Field team'))).to.match(
      /^Field team, 1 mention, 3 unread, muted, pinned, Bob Stone: photo, 0?9:58$/,
    );
  });

  it('pinned conversations come first, then the newest activity (UX-I2a)', async () => {
    const element = await list();
    expect(names(element)).to.deep.equal(['Ann Lee', 'Field team', 'Archive me']);
    chat.conversation('Archive me').change({pinned: true});
    await settled(element);
    expect(names(element)).to.deep.equal(['Archive me', 'Ann Lee', 'Field team']);
  });

  it('counts above 99 are shown as 99+, and exactly in the name (UX-I3a)', async () => {
    chat.conversation('ann').change({unread: 120});
    const element = await list();
    expect(inside(element, '[data-id=ann] .badge').textContent).to.equal('99+');
    expect(spokenName(open(element, 'ann'))).to.contain('120 unread');
  });

  it('what is unread is bold too, a mention comes before the count, a muted one is quiet (UX-I3b)', async () => {
    chat.conversation('Field team').change({unread: 3, mentions: 1});
    chat.conversation('Archive me').change({unread: 2, mutedUntil: Number.MAX_SAFE_INTEGER});
    chat.add('Read', {lastActivity: startedAt - 9_000_000});
    const element = await list();
    const weight = (id: string) => Number(getComputedStyle(inside(element, `[data-id="${id}"] .name`)).fontWeight);
    expect(weight('ann')).to.be.greaterThan(weight('Read'));
    expect(inside(element, '[data-id="Field team"] .badge').textContent).to.equal('@1');
    const badge = (id: string) => getComputedStyle(inside(element, `[data-id="${id}"] .badge`)).backgroundColor;
    expect(badge('Archive me')).to.not.equal(badge('ann'));
  });

  it('the second line is who types, else the draft, else the newest message with its mark (UX-I1b, UX-C5c)', async () => {
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
    expect(plain(line().textContent).trim()).to.equal('typing…');
  });

  describe('keys', () => {
    it('the rows are one Tab stop; arrows, Home and End move, Enter opens (UX-K2)', async () => {
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

    it('the right arrow reaches the menu button, the left one leads back (UX-K4)', async () => {
      const element = await list();
      open(element, 'ann').focus();
      press('ArrowRight');
      await until(() => focused()?.className.includes('more'));
      press('ArrowLeft');
      await until(() => focused() === open(element, 'ann'));
    });

    it('from right to left the arrows are the other way round (UX-K4)', async () => {
      const element = await list();
      element.dir = 'rtl';
      open(element, 'ann').focus();
      press('ArrowLeft');
      await until(() => focused()?.className.includes('more'));
    });

    it('what the browser and the page do with modified keys stays theirs', async () => {
      const element = await list();
      open(element, 'ann').focus();
      expect(press('ArrowLeft', {altKey: true}), 'Alt+Left goes back').to.equal(true);
      expect(press('k', {ctrlKey: true})).to.equal(true);
      expect(press('ArrowDown')).to.equal(false);
    });

    it('letters go to the next conversation that begins so (UX-K2)', async () => {
      const element = await list();
      open(element, 'ann').focus();
      press('f');
      await until(() => focused() === open(element, 'Field team'));
      press('x');
      await settled(element);
      expect(focused() === open(element, 'Field team')).to.equal(true);
    });
  });

  describe('the row menu', () => {
    const openMenu = async (element: ChatConversationList, id: string) => {
      open(element, id).focus();
      press('F10', {shiftKey: true});
      return until(() => element.shadowRoot?.querySelector<HTMLElement>('[role=menu]'));
    };
    const pick = (menu: HTMLElement, label: string) =>
      [...menu.querySelectorAll('button')].find((item) => item.textContent?.trim() === label)?.click();

    it('opens by Shift+F10 with the focus in it, and gives it back (UX-I6, UX-K15)', async () => {
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

    it('a cancelled event leaves it to the host (UX-E5)', async () => {
      const element = await list();
      element.addEventListener('chat-pin', (event) => event.preventDefault());
      pick(await openMenu(element, 'ann'), 'Pin');
      expect(chat.calls).not.to.include('pin ann true');
    });

    it('Delete for me asks first, and starts on Cancel (UX-K16, WCAG 3.3.4)', async () => {
      const element = await list();
      pick(await openMenu(element, 'ann'), 'Delete for me');
      const dialog = await until(() => element.shadowRoot?.querySelector('dialog'));
      await until(() => focused()?.textContent === 'Cancel');
      expect(await faults(dialog)).to.deep.equal([]);
      expect(chat.calls.filter((call) => call.startsWith('clear'))).to.deep.equal([]);
      dialog.querySelector<HTMLElement>('.danger')?.click();
      await until(() => chat.calls.includes('clear ann'));
    });

    const touch = (row: HTMLElement, type: string, x = 200, y = 20) => {
      // browsers of desktops have no TouchEvent to make
      const touches = type === 'touchend' ? [] : [{identifier: 1, target: row, clientX: x, clientY: y}];
      const event = new UIEvent(type, {bubbles: true, composed: true, cancelable: true});
      Object.defineProperties(event, {touches: {value: touches}, changedTouches: {value: touches}});
      row.dispatchEvent(event);
      return event;
    };
    const calls = (verb: string) => chat.calls.filter((call) => call.startsWith(verb));

    it('opens by a right click and by a long press, and lifting the finger is no choice (UX-I6, WCAG 2.5.2)', async () => {
      const element = await list();
      const row = open(element, 'ann');
      row.dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, composed: true, cancelable: true}));
      await until(() => has(element, '[role=menu]'));
      press('Escape');
      await until(() => !has(element, '[role=menu]'));
      const timers = fakeTimers();
      restore = timers.restore;
      touch(row, 'touchstart');
      touch(row, 'touchmove', 203, 22);
      await timers.tick(440);
      expect(has(element, '[role=menu]')).to.equal(false);
      await timers.tick(20);
      expect(has(element, '[role=menu]'), 'a finger trembles').to.equal(true);
      expect(touch(row, 'touchend').defaultPrevented).to.equal(true);
    });

    it('a swipe archives or marks as read; a short one and a scrolling finger do nothing (WCAG 2.5.7)', async () => {
      const element = await list();
      const row = () => open(element, 'ann').closest<HTMLElement>('.row') as HTMLElement;
      open(element, 'ann').dispatchEvent(
        new MouseEvent('contextmenu', {bubbles: true, composed: true, cancelable: true}),
      );
      await until(() => has(element, '[role=menu]'));
      press('Escape');
      const swipe = (...path: [x: number, y: number][]) => {
        touch(row(), 'touchstart', 200, 20);
        for (const [x, y] of path) touch(row(), 'touchmove', x, y);
        const shown = row().dataset.swipe;
        touch(row(), 'touchend');
        return shown;
      };
      expect(swipe([160, 22], [150, 22])).to.equal('Archive');
      expect(swipe([201, 60], [60, 60])).to.equal(undefined);
      expect(calls('archive')).to.deep.equal([]);
      expect(swipe([240, 22], [310, 24])).to.equal('Mark as read');
      expect(calls('markRead')).to.deep.equal(['markRead ann 1']);
      expect(swipe([160, 22], [90, 22])).to.equal('Archive');
      expect(calls('archive')).to.deep.equal(['archive ann true']);
      expect(has(element, '[data-swipe]')).to.equal(false);
    });

    it('from right to left a swipe means what it does by its side', async () => {
      const element = await list();
      element.dir = 'rtl';
      const row = open(element, 'ann').closest<HTMLElement>('.row') as HTMLElement;
      touch(row, 'touchstart', 200, 20);
      touch(row, 'touchmove', 240, 20);
      touch(row, 'touchmove', 320, 20);
      touch(row, 'touchend');
      await until(() => calls('archive').length === 1);
    });

    it('a failure is reported to the host, and said to the reader until they close it (UX-N5a, UX-E12)', async () => {
      const element = await list();
      const errors = listen('chat-error');
      chat.failNext('pin', 'OFFLINE');
      pick(await openMenu(element, 'ann'), 'Pin');
      await until(() => errors.length > 0);
      expect(errors[0]?.code).to.equal('OFFLINE');
      const toasts = await until(() => element.shadowRoot?.querySelector('chat-toasts'));
      await until(() => toasts.shadowRoot?.textContent?.includes('You are offline.'));
      inside(toasts, 'button').click();
      await settled(toasts);
      expect(has(toasts, '.toast')).to.equal(false);
    });
  });

  describe('search and filters', () => {
    it('words filter the rows at once; Escape clears them (UX-I4ab)', async () => {
      const element = await list();
      const field = inside(element, 'input') as HTMLInputElement;
      type(field, 'le');
      await settled(element);
      expect(names(element)).to.deep.equal(['Ann Lee']);
      type(field, 'x');
      await until(() => element.shadowRoot?.textContent?.includes('No results for “lex”'));
      expect(await faults(element)).to.deep.equal([]);
      press('Escape');
      await until(() => names(element).length === 3);
      press('Escape');
      await until(() => focused() === open(element, 'ann'));
    });

    it('people of the server join below the rows; a choice opens the conversation with them (UX-I4a)', async () => {
      chat.person('lena', {name: 'Lena Ortiz', presence: 'away'});
      chat.person('leo', {name: 'Leo Marsh'});
      const element = await list();
      type(inside(element, 'input') as HTMLInputElement, 'le');
      await until(() => has(element, '.person'));
      expect(names(element), 'the cached row is there first').to.deep.equal(['Ann Lee']);
      const people = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.person') ?? [])];
      expect(people.map((person) => spokenName(person))).to.deep.equal(['Lena Ortiz, away', 'Leo Marsh']);
      expect(await faults(element)).to.deep.equal([]);
      press('ArrowDown');
      await until(() => focused() === open(element, 'ann'));
      press('ArrowDown');
      await until(() => focused() === people[0]);
      press('ArrowUp');
      await until(() => focused() === open(element, 'ann'));
      press('ArrowDown');
      await until(() => focused() === people[0]);
      press('ArrowDown');
      expect(focused() === people[1]).to.equal(true);
      const opened = listen('chat-open');
      people[1]?.click();
      await until(() => opened.length > 0);
      expect(opened[0]?.conversation).to.equal('direct-leo');
      expect(element.selected).to.equal('direct-leo');
    });

    it('somebody with a row is not found twice', async () => {
      const element = await list();
      type(inside(element, 'input') as HTMLInputElement, 'ann');
      await until(() => chat.calls.includes('find ann'));
      await settled(element);
      expect(names(element)).to.deep.equal(['Ann Lee']);
      expect(has(element, '.person')).to.equal(false);
    });

    it('a search that fails, and one that leads nowhere, are told in words (UX-S4)', async () => {
      chat.person('leo', {name: 'Leo Marsh'});
      const element = await list();
      const field = inside(element, 'input') as HTMLInputElement;
      chat.failNext('find', 'RATE_LIMITED');
      type(field, 'le');
      await until(() => element.shadowRoot?.textContent?.includes('People could not be searched'));
      type(field, 'o');
      await until(() => has(element, '.person'));
      const errors = listen('chat-error');
      chat.failNext('direct', 'FORBIDDEN');
      inside(element, '.person').click();
      await until(() => element.shadowRoot?.textContent?.includes('The conversation could not be started'));
      expect(errors.map(({code}) => code)).to.deep.equal(['FORBIDDEN']);
    });

    it('without a connection only the rows are searched', async () => {
      chat.goOffline();
      const element = await list();
      type(inside(element, 'input') as HTMLInputElement, 'zz');
      await until(() => element.shadowRoot?.textContent?.includes('No results for “zz”'));
    });

    it('how many there are is said once, half a second after the last change (UX-I4c)', async () => {
      chat.person('lena', {name: 'Lena Ortiz'});
      const element = await list();
      const heard = ear();
      const timers = fakeTimers();
      const field = inside(element, 'input') as HTMLInputElement;
      try {
        type(field, 'le');
        await import('./list-hands.js');
        await timers.tick(210);
        await settled(element);
        await timers.tick(470);
        expect(heard.lines).to.deep.equal([]);
        await timers.tick(40);
        expect(heard.lines).to.deep.equal(['2 results']);
        await timers.tick(5_000);
        expect(heard.lines).to.have.length(1);
      } finally {
        timers.restore();
        heard.stop();
      }
    });

    describe('of a list that does not hold all conversations (UX-I4a)', () => {
      const asked = () => chat.calls.filter((call) => call.startsWith('findConversations'));
      beforeEach(() => {
        chat.addMany(200, (at) => ({id: `Group ${at}`, lastActivity: startedAt - 1_000_000 - at}));
        chat.add('Nädelkissen', {lastActivity: startedAt - 9_000_000});
        chat.add('Nadel', {lastActivity: startedAt - 8_000_000, archived: true});
        chat.add('Rote Nadel', {lastActivity: startedAt - 1_000});
        chat.inbox.pageSize = 25;
      });

      it('those that it lacks come from the server, behind those it has', async () => {
        const element = await list();
        const pages = () => chat.calls.filter((call) => call.startsWith('loadMore')).length;
        const before = pages();
        type(inside(element, 'input') as HTMLInputElement, 'nadel');
        await until(() => rows(element).length === 1);
        expect(names(element)).to.deep.equal(['Rote Nadel']);
        await until(() => rows(element).length === 2);
        expect(names(element)).to.deep.equal(['Rote Nadel', 'Nädelkissen']);
        expect(asked()).to.deep.equal(['findConversations nadel']);
        expect(pages(), 'no page is looked through for it').to.equal(before);
        chat.conversation('Nädelkissen').receive('bob', 'now');
        await settled(element);
        expect(names(element), 'rows stay where they are while one looks').to.deep.equal(['Rote Nadel', 'Nädelkissen']);
      });

      it('more than a page of them comes as one scrolls', async () => {
        const element = await list();
        type(inside(element, 'input') as HTMLInputElement, 'group');
        await until(() => asked().length === 1);
        const scroller = inside(element, '.scroller');
        await until(() => {
          scroller.scrollTop = scroller.scrollHeight;
          return asked().length === 4;
        });
        await until(() => element.shadowRoot?.querySelector('[data-id="Group 199"]'));
        expect(asked(), 'and no more than there are').to.have.length(4);
      });

      it('another filter is looked through anew', async () => {
        const element = await list();
        type(inside(element, 'input') as HTMLInputElement, 'nadel');
        await until(() => rows(element).length === 2);
        element.filter = 'archived';
        await until(() => names(element).join() === 'Nadel');
      });

      it('words that nothing fits say so, once the server has answered, and also where it fails', async () => {
        const element = await list();
        chat.failNext('findConversations', 'RATE_LIMITED');
        type(inside(element, 'input') as HTMLInputElement, 'zz');
        await until(() => element.shadowRoot?.textContent?.includes('No results'));
        expect(asked()).to.deep.equal(['findConversations zz']);
      });
    });

    it('where the list holds all of them nobody is asked', async () => {
      const element = await list();
      type(inside(element, 'input') as HTMLInputElement, 'field');
      await until(() => chat.calls.includes('search field'));
      expect(chat.calls.filter((call) => call.startsWith('findConversations'))).to.deep.equal([]);
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

  it('a row under the hand does not move for up to two seconds (UX-I2b)', async () => {
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

  it('the focus of a row that goes away is on the next one, and at last on the filter (WCAG 2.4.3)', async () => {
    const element = await list({filter: 'unread'});
    open(element, 'ann').focus();
    chat.conversation('ann').markRead(1);
    await until(() => focused() === open(element, 'Field team'));
    chat.conversation('Field team').markRead(1);
    await until(() => rows(element).length === 0);
    await until(() => focused()?.textContent === 'Unread');
  });

  it('10,000 conversations are a handful of rows, and as few elements as 100 are (UX-V4)', async () => {
    const big = fakeChat();
    big.addMany(10_000, (at) => ({id: `Group ${at}`, lastActivity: startedAt - at}));
    chat = big;
    const small = fakeChat();
    small.addMany(100, (at) => ({id: `Group ${at}`, lastActivity: startedAt - at}));
    const few = countElements((await mount('chat-conversation-list', {chat: small})).shadowRoot as ShadowRoot);
    const element = await list();
    expect(countElements(element.shadowRoot as ShadowRoot), 'at the start').to.be.at.most(few);
    expect(rows(element).length).to.be.lessThan(30);
    expect(inside(element, '[role=grid]').getAttribute('aria-rowcount')).to.equal('10000');
    open(element, 'Group 0').focus();
    press('End');
    await until(() => focused()?.closest('[data-id]')?.getAttribute('data-id') === 'Group 9999');
    expect(rows(element).length).to.be.lessThan(30);
    for (let at = 0; at <= 20; at++) {
      const scroller = inside(element, '.scroller');
      scroller.scrollTop = (scroller.scrollHeight / 20) * at;
      await new Promise(requestAnimationFrame);
      await settled(element);
      expect(rows(element).length, `at ${at} of 20`).to.be.within(5, 30);
      expect(countElements(element.shadowRoot as ShadowRoot), `at ${at} of 20`).to.be.at.most(2 * few);
    }
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

  describe('states', () => {
    it('while nothing is known: a skeleton with one “Loading” (UX-S2)', async () => {
      chat.inbox.list();
      chat.inbox.force({conversations: [], loading: true});
      const element = await list();
      expect(inside(element, '.skeleton').getAttribute('aria-label')).to.equal('Loading');
      expect(inside(element, '.scroller').getAttribute('aria-busy')).to.equal('true');
      expect(await faults(element)).to.deep.equal([]);
      chat.inbox.force({loading: false});
      await until(() => rows(element).length === 3);
    });

    it('a skeleton that was seen stays long enough to be no flicker (UX-S2)', async () => {
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

    it('without conversations: a heading, a sentence, and the way to start one (UX-S3)', async () => {
      chat = fakeChat();
      const element = await list();
      expect(inside(element, '.state h3').textContent).to.equal('No conversations yet');
      expect(await faults(element)).to.deep.equal([]);
      const started = listen('chat-start');
      inside(element, '.state button').click();
      expect(started).to.have.length(1);
      await until(() => element.shadowRoot?.querySelector('chat-new-conversation'));
    });

    it('a filter that nothing fits: a heading, a sentence, and the way to all of them (UX-S3)', async () => {
      const element = await list({filter: 'archived'});
      expect(inside(element, '.state h3').textContent).to.equal('Nothing here');
      expect(inside(element, '.state').textContent).to.contain('No conversation fits this filter.');
      expect(element.shadowRoot?.querySelectorAll('.state button').length, 'one thing to do').to.equal(1);
      expect(await faults(element)).to.deep.equal([]);
      inside(element, '.state button').click();
      await until(() => rows(element).length === 3);
      expect(element.filter).to.equal('all');
      await until(() => focused()?.closest('[data-id]'), 'the focus does not fall to the page');
    });

    it('words that nothing fits: a heading and a sentence (UX-S3, UX-I4b)', async () => {
      const element = await list();
      type(inside(element, 'input') as HTMLInputElement, 'zzz');
      const title = await until(() => element.shadowRoot?.querySelector('.state h3'));
      expect(title.textContent).to.equal('No results for “zzz”');
      expect(inside(element, '.state').textContent).to.contain('Try other words');
      expect(await faults(element)).to.deep.equal([]);
    });

    it('that could not be loaded: says so with the code, and tries again (UX-S4)', async () => {
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

  it('in data mode needs no chat; wishes come as events only (UX-E3)', async () => {
    const shown = [...chat.conversations.values()].flatMap(({state}) => state.get() ?? []);
    const element = await mount('chat-conversation-list', {conversations: shown});
    expect(names(element)).to.include('Field team');
    const opened = listen('chat-open');
    open(element, 'Field team').click();
    expect(opened).to.have.length(1);
  });

  it('without a chat it shows its `disconnected` slot, and finds a late one (UX-E1, UX-E2)', async () => {
    const element = await mount('chat-conversation-list', {chat: 'late'});
    expect(has(element, 'slot[name=disconnected]')).to.equal(true);
    element.chat = chat;
    await settled(element);
    expect(names(element)).to.have.length(3);
  });

  it('survives being moved in the page and leaves nothing behind (UX-E6)', async () => {
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
