import {sendKeys} from '@web/test-runner-commands';
import 'axe-core';
import type {Message} from '@parlor/sdk';
import {expect} from 'chai';
import {FakeChat, type FakeConversation, failure, startedAt} from '../../test/fake-chat.js';
import {fakeTimers} from '../../test/fixture.js';
import {
  articleOf,
  frame,
  frames,
  message,
  messages,
  mount,
  rowOf,
  scrollBy,
  scrollerOf,
  textTop,
  until,
} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import {forgetPositions} from './positions.js';
import './define.js';

declare const axe: typeof import('axe-core');

const note = (log: ChatLog, type: keyof HTMLElementEventMap): Event[] => {
  const events: Event[] = [];
  log.addEventListener(type, (event) => events.push(event));
  return events;
};

const rich = (): Message[] => [
  message(1, {text: 'See https://example.com and the code'}),
  message(2, {reactions: [{key: '👍', count: 2, own: true, users: ['me', 'bob']}]}),
  message(3, {
    own: true,
    delivery: {is: 'read', by: 1, of: 1},
    replyTo: {id: 'm1', seq: 1, sender: 'ann', text: 'See'},
  }),
  message(4, {
    content: {kind: 'system', text: 'Ann changed the title', ranges: [], attachments: []},
  } as Partial<Message>),
  message(5, {deleted: true, text: ''}),
  message(6, {own: true, seq: undefined, delivery: {is: 'failed', code: 'FORBIDDEN'}}),
];

describe('chat-log in data mode', () => {
  let log: ChatLog;
  afterEach(() => log.remove());

  it('UX-R2: is a log without live region, of headings and articles, and clean by axe', async () => {
    log = await mount({messages: rich(), label: 'Messages with Ann'});
    await frames(20);
    const scroller = scrollerOf(log);
    expect(scroller.getAttribute('role')).to.equal('log');
    expect(scroller.getAttribute('aria-live')).to.equal('off');
    expect(log.shadowRoot?.querySelectorAll('[role=heading]').length).to.equal(1);
    for (const look of ['bubbles', 'flat'] as const) {
      log.look = look;
      log.focusMessage('m3');
      await frames(20);
      const {violations} = await axe.run(log, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      expect(violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html)}`)).to.deep.equal([]);
    }
  });

  it('UX-K1, UX-K5, UX-K6: the log is one stop of the Tab key, and arrows walk over the messages', async () => {
    log = await mount({messages: messages(1, 40)});
    const before = document.createElement('button');
    const after = document.createElement('button');
    log.before(before);
    log.after(after);
    await frames(15);
    before.focus();
    await sendKeys({press: 'Tab'});
    expect(rowOf(log, 'm40')?.matches(':focus')).to.equal(true);
    await sendKeys({press: 'ArrowUp'});
    await sendKeys({press: 'ArrowUp'});
    expect(rowOf(log, 'm38')?.matches(':focus')).to.equal(true);
    await sendKeys({press: 'ArrowDown'});
    expect(rowOf(log, 'm39')?.matches(':focus')).to.equal(true);
    await sendKeys({press: 'Home'});
    expect(rowOf(log, 'm1')?.matches(':focus')).to.equal(true);
    await sendKeys({press: 'End'});
    expect(rowOf(log, 'm40')?.matches(':focus')).to.equal(true);
    expect(log.atEnd).to.equal(true);
    await sendKeys({press: 'Tab'});
    expect(document.activeElement).to.equal(after);
    before.remove();
    after.remove();
  });

  it('UX-K19: keys pressed while their code is on its way are not lost', async () => {
    log = await mount({messages: messages(1, 40)});
    log.focusMessage('m40');
    for (let times = 0; times < 2; times++) {
      const key = new KeyboardEvent('keydown', {key: 'ArrowUp', bubbles: true, composed: true});
      articleOf(log, 'm40')?.dispatchEvent(key);
    }
    await until('the second one above has the focus', () => rowOf(log, 'm38')?.matches(':focus') === true);
  });

  it('UX-K8: Enter goes into a message, Tab goes round in it, Escape comes out', async () => {
    log = await mount({messages: rich()});
    // wide enough for the whole toolbar
    log.style.inlineSize = '700px';
    await frames(3);
    log.focusMessage('m2');
    await frames(3);
    await sendKeys({press: 'Enter'});
    const root = rowOf(log, 'm2')?.shadowRoot as ShadowRoot;
    expect(root.activeElement?.getAttribute('aria-pressed')).to.equal('true');
    const seen = new Set<Element | null>();
    for (let i = 0; i < 6; i++) {
      seen.add(root.activeElement);
      await sendKeys({press: 'Tab'});
    }
    expect(document.activeElement).to.equal(log);
    expect(seen.size).to.equal(4);
    await sendKeys({press: 'Escape'});
    expect(root.activeElement?.localName).to.equal('article');
  });

  it('UX-K9: single letters act only while a message has the focus, and not at all with shortcuts off (WCAG 2.1.4)', async () => {
    log = await mount({messages: rich()});
    const replies = note(log, 'chat-reply');
    log.focusMessage('m2');
    await frames(3);
    await sendKeys({press: 'r'});
    expect(replies.length).to.equal(1);
    await sendKeys({press: 'Enter'});
    await sendKeys({press: 'r'});
    expect(replies.length).to.equal(1);
    log.shortcuts = 'off';
    log.focusMessage('m2');
    await frames(3);
    await sendKeys({press: 'r'});
    expect(replies.length).to.equal(1);
  });

  it('UX-L3a: a day heading stands above the first message of each day', async () => {
    const day = 86_400_000;
    log = await mount({
      messages: [
        message(1, {at: startedAt - 2 * day}),
        message(2, {at: startedAt - day}),
        message(3, {at: startedAt}),
        message(4, {at: startedAt}),
      ],
    });
    expect(log.shadowRoot?.querySelectorAll('.day').length).to.equal(3);
  });

  it('UX-M19: five system messages in a row are one line, which opens', async () => {
    const system = (n: number) =>
      message(n, {content: {kind: 'system', text: `Change ${n}`, ranges: [], attachments: []}} as Partial<Message>);
    log = await mount({messages: [message(1), ...[2, 3, 4, 5, 6].map(system), message(7)]});
    const folded = log.shadowRoot?.querySelector<HTMLElement>('.folded');
    expect(folded?.textContent).to.contain('5');
    folded?.click();
    await frames(3);
    expect(rowOf(log, 'm4')).to.not.equal(undefined);
  });

  it('UX-M10: a long text is folded; opening it keeps its top, also at the end of the list, and outlives the row', async () => {
    const shown = [...messages(1, 80), message(81, {text: 'a very long text '.repeat(120)})];
    log = await mount({messages: shown, virtual: 'always'});
    const before = textTop(log, 'm81');
    const more = (): HTMLElement | null | undefined =>
      rowOf(log, 'm81')?.shadowRoot?.querySelector<HTMLElement>('.more');
    more()?.click();
    await frames(15);
    expect(Math.abs(textTop(log, 'm81') - before)).to.be.at.most(1);
    expect(more()?.getAttribute('aria-expanded')).to.equal('true');
    scrollBy(log, 4000);
    await frames(15);
    expect(rowOf(log, 'm81')).to.equal(undefined);
    await log.goToLatest();
    await until('the row is back', () => !!rowOf(log, 'm81'));
    expect(more()?.getAttribute('aria-expanded')).to.equal('true');
  });

  it('a host draws its own content into a message by a slot, and its own kinds by a function (UX-E7)', async () => {
    const ticket = message(2, {
      content: {kind: 'ticket', text: 'T-1', ranges: [], attachments: []},
    } as Partial<Message>);
    const child = document.createElement('p');
    child.slot = 'message-m1';
    child.textContent = 'mine';
    log = await mount({
      messages: [message(1), ticket],
      kinds: {ticket: {render: () => 'Ticket!', text: () => 'a ticket'}},
    });
    log.append(child);
    await frames(3);
    expect(child.getBoundingClientRect().height).to.be.greaterThan(0);
    expect(child.assignedSlot?.closest('chat-message')).to.equal(rowOf(log, 'm1'));
    expect(articleOf(log, 'm2')?.textContent).to.contain('Ticket!');
  });

  it('survives being moved in the page and leaves no listener behind (UX-E6)', async () => {
    log = await mount({messages: messages(1, 30)});
    const other = document.createElement('div');
    document.body.append(other);
    other.append(log);
    await until('all rows are drawn', () => log.shadowRoot?.querySelectorAll('chat-message').length === 30);
    expect(log.atEnd).to.equal(true);
    other.remove();
  });

  it('the first frame has the rows that are seen; what is beyond comes with the next ones, and moves nothing', async () => {
    log = await mount({messages: messages(1, 150)});
    const drawn = (): number => log.shadowRoot?.querySelectorAll('chat-message').length ?? 0;
    const first = drawn();
    expect(first).to.be.within(4, 20);
    const key = log.visibleRange.last as string;
    const top = textTop(log, key);
    let most = 0;
    await until('all rows are drawn', () => {
      most = Math.max(most, Math.abs(textTop(log, key) - top));
      return drawn() === 150;
    });
    expect(most).to.equal(0);
    expect(log.atEnd).to.equal(true);
  });
});

describe('chat-log with a chat', () => {
  let log: ChatLog;
  let chat: FakeChat;
  let conversation: FakeConversation;
  afterEach(async () => {
    log.remove();
    // it keeps its place after the task in which it was removed
    await frame();
  });
  beforeEach(() => {
    sessionStorage.removeItem('chat-positions');
    forgetPositions();
  });

  const setUp = (): void => {
    chat = new FakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    conversation = chat.add('c1', {peer: 'ann'});
  };
  const open = async (properties: Partial<ChatLog> = {}): Promise<ChatLog> =>
    mount({chat, conversation: 'c1', ...properties});

  it('names itself and its senders', async () => {
    setUp();
    conversation.receive('ann', 'Hello');
    log = await open();
    expect(scrollerOf(log).getAttribute('aria-label')).to.equal('Messages with Ann Lee');
    expect(log.shadowRoot?.querySelector('chat-message')?.shadowRoot?.querySelector('.name')?.textContent).to.equal(
      'Ann Lee',
    );
    chat.person('ann', {name: 'Ann L.'});
    await frames(2);
    expect(log.shadowRoot?.querySelector('chat-message')?.shadowRoot?.querySelector('.name')?.textContent).to.equal(
      'Ann L.',
    );
  });

  it('UX-L5a, UX-L4a, UX-L12c: opens at the first unread message, with a line above it that does not walk', async () => {
    setUp();
    conversation.fill(60);
    for (let i = 0; i < 20; i++) conversation.receive('ann', `New ${i}\nof two lines`);
    log = await open({readPolicy: 'manual'});
    const divider = log.shadowRoot?.querySelector('.unread');
    const top = (divider?.getBoundingClientRect().top ?? 0) - log.getBoundingClientRect().top;
    expect(top).to.be.closeTo(150, 2);
    expect(divider?.nextElementSibling).to.equal(rowOf(log, conversation.history[60]?.id as string));
    conversation.receive('ann', 'One more');
    conversation.markRead(70);
    await frames(3);
    expect(divider?.nextElementSibling).to.equal(rowOf(log, conversation.history[60]?.id as string));
  });

  it('UX-L4b: the line goes when the reader sends, and the view goes to the end (UX-L6b)', async () => {
    setUp();
    conversation.fill(60);
    for (let i = 0; i < 20; i++) conversation.receive('ann', `New ${i}`);
    log = await open({readPolicy: 'manual'});
    conversation.send('Mine');
    await until('the end', () => log.atEnd);
    expect(log.shadowRoot?.querySelector('.unread')).to.equal(null);
  });

  it('UX-L12ab: what is seen with page focus is marked read; nothing is when the window has no focus', async () => {
    setUp();
    conversation.fill(40);
    conversation.receive('ann', 'Unread');
    const reads = (): string[] => chat.calls.filter((call) => call.startsWith('markRead'));
    const hasFocus = document.hasFocus.bind(document);
    document.hasFocus = () => false;
    try {
      log = await open();
      await frames(40);
      expect(reads()).to.deep.equal([]);
      document.hasFocus = () => true;
      window.dispatchEvent(new Event('focus'));
      await until('it is read', () => reads().length > 0);
      expect(reads()).to.deep.equal(['markRead c1 41']);
      scrollBy(log, 1500);
      await frames(15);
      conversation.receive('ann', 'Below the view');
      await frames(40);
      expect(reads()).to.deep.equal(['markRead c1 41']);
    } finally {
      document.hasFocus = hasFocus;
    }
  });

  it('UX-E5: a cancelled chat-seen marks nothing', async () => {
    setUp();
    const hasFocus = document.hasFocus.bind(document);
    document.hasFocus = () => true;
    try {
      conversation.receive('ann', 'Unread');
      log = await open();
      let told = 0;
      log.addEventListener('chat-seen', (event) => {
        told++;
        event.preventDefault();
      });
      await until('it is told', () => told > 0);
      expect(chat.calls.filter((call) => call.startsWith('markRead'))).to.deep.equal([]);
    } finally {
      document.hasFocus = hasFocus;
    }
  });

  it('UX-L8ab: loads older messages before the reader is at the edge; a failure offers to try again', async () => {
    setUp();
    conversation.fill(200);
    log = await open();
    chat.failNext('loadOlder', 'UNAVAILABLE');
    scrollBy(log, 2500);
    await until('the failure', () => conversation.timeline.get().failed?.edge === 'older');
    await frames(3);
    expect(chat.calls.filter((call) => call.startsWith('loadOlder')).length).to.equal(1);
    const again = log.shadowRoot?.querySelector<HTMLElement>('.edge button');
    expect(again?.textContent?.trim()).to.equal('Try again');
    const {failed: _, ...rest} = conversation.timeline.get();
    conversation.timeline.set(rest);
    await until('it loads', () => conversation.timeline.get().messages.length > 50);
  });

  it('UX-L10ac: goes to a message that is not loaded, flashes it, and stays where it is when there is none', async () => {
    setUp();
    conversation.fill(200);
    log = await open();
    const target = conversation.history[20] as Message;
    expect(await log.goTo(target.id)).to.equal(true);
    const top = textTop(log, target.id) - log.getBoundingClientRect().top;
    expect(top).to.be.within(150, 230);
    expect(rowOf(log, target.id)?.flash).to.equal(true);
    const before = textTop(log, target.id);
    expect(await log.goTo('nothing')).to.equal(false);
    await frame();
    expect(textTop(log, target.id)).to.equal(before);
    const toast = () => log.shadowRoot?.querySelector('chat-toasts')?.shadowRoot?.querySelector('.toast')?.textContent;
    await until('the toast', () => toast()?.trim() === 'That message is no longer here');
  });

  it('UX-M7a, UX-L11a: a quote leads to its message, and the button to the latest first leads back', async () => {
    setUp();
    conversation.fill(100);
    const quoted = conversation.history[60] as Message;
    conversation.receive('ann', 'An answer', {replyTo: {id: quoted.id, seq: 61, sender: 'ann', text: 'Message 61'}});
    log = await open();
    scrollBy(log, 100);
    await frames(12);
    const answer = conversation.history[100] as Message;
    const before = textTop(log, answer.id);
    articleOf(log, answer.id)?.querySelector<HTMLElement>('.quote')?.click();
    await until('the quoted message', () => rowOf(log, quoted.id)?.flash === true);
    await frames(12);
    log.shadowRoot?.querySelector<HTMLElement>('.jump')?.dispatchEvent(new MouseEvent('click', {detail: 1}));
    await frames(3);
    expect(Math.abs(textTop(log, answer.id) - before)).to.be.at.most(1);
  });

  it('carries out reactions and retries, unless the host cancels them (UX-E5, UX-M4b)', async () => {
    setUp();
    const hello = conversation.receive('ann', 'Hello', {
      reactions: [{key: '👍', count: 1, own: false, users: ['ann']}],
    });
    log = await open();
    const reaction = (): HTMLElement | null | undefined =>
      articleOf(log, hello.id)?.querySelector<HTMLElement>('[aria-pressed]');
    reaction()?.click();
    await frames(2);
    expect(reaction()?.getAttribute('aria-pressed')).to.equal('true');
    log.addEventListener('chat-react', (event) => event.preventDefault(), {once: true});
    reaction()?.click();
    await frames(2);
    expect(reaction()?.getAttribute('aria-pressed')).to.equal('true');
    chat.goOffline();
    const {id} = conversation.send('Mine');
    await frames(2);
    conversation.refuse(id, 'FORBIDDEN');
    await frames(2);
    const again = () => articleOf(log, id)?.querySelector<HTMLElement>('.trouble button');
    await until('what can be done', () => !!again());
    again()?.click();
    await until('the retry', () => chat.calls.some((call) => call.startsWith('retry')));
  });

  it('a refused send is told to the host by chat-error and never thrown into the page (UX-E12)', async () => {
    setUp();
    const hello = conversation.receive('ann', 'Hello', {
      reactions: [{key: '👍', count: 1, own: false, users: ['ann']}],
    });
    log = await open();
    const errors = note(log, 'chat-error');
    chat.failNext('react', failure('FORBIDDEN').code);
    articleOf(log, hello.id)?.querySelector<HTMLElement>('[aria-pressed]')?.click();
    await until('the error', () => errors.length > 0);
  });

  it('keeps the place of each conversation with open-at="saved", and leaves nothing subscribed (UX-L5bc, UX-E6)', async () => {
    setUp();
    const before = chat.listeners;
    conversation.fill(100);
    chat.add('c2').fill(100);
    log = await open({openAt: 'saved'});
    scrollBy(log, 1200);
    await frames(12);
    const key = log.visibleRange.first as string;
    const top = rowOf(log, key)?.getBoundingClientRect().top ?? Number.NaN;
    log.conversation = 'c2';
    await frames(3);
    expect(log.atEnd).to.equal(true);
    log.conversation = 'c1';
    await frames(3);
    expect(Math.abs((rowOf(log, key)?.getBoundingClientRect().top ?? Number.NaN) - top)).to.be.at.most(1);
    log.remove();
    await frames(2);
    expect(chat.listeners).to.equal(before);
  });

  it('UX-L5c: with open-at="saved" a place outlives a reload', async () => {
    setUp();
    conversation.fill(100);
    log = await open({openAt: 'saved'});
    scrollBy(log, 1200);
    await frames(12);
    const key = log.visibleRange.first as string;
    const top = textTop(log, key);
    window.dispatchEvent(new Event('pagehide'));
    // no place is kept by the leaving itself
    const kept = sessionStorage.getItem('chat-positions') as string;
    log.remove();
    await frame();
    sessionStorage.setItem('chat-positions', kept);
    forgetPositions();
    log = await open({openAt: 'saved'});
    await frames(3);
    expect(Math.abs(textTop(log, key) - top)).to.be.at.most(1);
  });

  it('UX-L5c: what somebody else wrote where places are kept does no harm', async () => {
    setUp();
    conversation.fill(100);
    for (const nonsense of ['{', '7', '[["me c1",{"atEnd":false,"key":7}],null]']) {
      sessionStorage.setItem('chat-positions', nonsense);
      forgetPositions();
      log = await open({openAt: 'saved'});
      expect(log.positions(), nonsense).to.deep.equal({atEnd: true});
      log.remove();
      await frame();
    }
  });

  it('UX-L13: what was marked unread stays so until the conversation is left', async () => {
    setUp();
    conversation.fill(40);
    const hasFocus = document.hasFocus.bind(document);
    document.hasFocus = () => true;
    try {
      log = await open();
      log.focusMessage(conversation.history[39]?.id as string);
      await frames(3);
      await sendKeys({press: 'u'});
      await until('it is marked', () => chat.calls.some((call) => call.startsWith('markUnread')));
      const seen = note(log, 'chat-seen');
      conversation.receive('ann', 'One more');
      await until('it is seen', () => seen.length > 0);
      expect(chat.calls.filter((call) => call.startsWith('markRead'))).to.deep.equal([]);
    } finally {
      document.hasFocus = hasFocus;
    }
  });

  it('keeps its place when it is moved in the page (UX-E6)', async () => {
    setUp();
    conversation.fill(100);
    log = await open();
    scrollBy(log, 1200);
    await frames(12);
    const key = log.visibleRange.first as string;
    const top = textTop(log, key) - log.getBoundingClientRect().top;
    const other = document.createElement('div');
    document.body.append(other);
    other.append(log);
    await frames(3);
    expect(Math.abs(textTop(log, key) - log.getBoundingClientRect().top - top)).to.be.at.most(1);
    expect(conversation.openings).to.equal(1);
    other.remove();
  });

  it('UX-S2, UX-S3: shows a placeholder while nothing is known, then words, then messages', async () => {
    setUp();
    conversation.timeline.set({...conversation.timeline.get(), start: false, loading: 'first'});
    log = await open();
    expect(log.shadowRoot?.querySelector('.skeleton')).to.not.equal(null);
    conversation.timeline.set({...conversation.timeline.get(), start: true, loading: 'none'});
    await frames(2);
    expect(log.shadowRoot?.querySelector('.over')?.textContent).to.contain('No messages yet');
    conversation.receive('ann', 'Hello');
    await frames(2);
    expect(log.shadowRoot?.querySelector('.over')).to.equal(null);
    expect(log.shadowRoot?.querySelectorAll('chat-message').length).to.equal(1);
  });

  it('UX-S2: a placeholder comes only after 200 ms, and one that was seen stays for 400 over what has come; not for another conversation', async () => {
    setUp();
    const other = chat.add('b', {title: 'Others'});
    other.fill(3);
    const load = () => conversation.timeline.set({...conversation.timeline.get(), start: false, loading: 'first'});
    const arrive = () => conversation.timeline.set({...conversation.timeline.get(), start: true, loading: 'none'});
    load();
    log = await open();
    const skeleton = () => log.shadowRoot?.querySelector<HTMLElement>('.skeleton');
    expect(skeleton()?.getAnimations()[0]?.effect?.getTiming().delay).to.equal(200);
    const timers = fakeTimers();
    try {
      log.conversation = 'b';
      await log.updateComplete;
      log.conversation = conversation.id;
      await log.updateComplete;
      await timers.tick(150);
      conversation.receive('ann', 'Quick');
      arrive();
      await log.updateComplete;
      expect(skeleton(), 'never seen').to.equal(null);
      log.conversation = 'b';
      await log.updateComplete;
      conversation.timeline.set({...conversation.timeline.get(), messages: []});
      load();
      log.conversation = conversation.id;
      await log.updateComplete;
      await timers.tick(250);
      conversation.receive('ann', 'Hello');
      arrive();
      await log.updateComplete;
      expect(skeleton(), 'seen for 50 ms').to.not.equal(null);
      expect(getComputedStyle(skeleton() as Element).backgroundColor).to.not.equal('rgba(0, 0, 0, 0)');
      await timers.tick(350);
      await log.updateComplete;
      expect(skeleton(), 'for 400').to.equal(null);
      conversation.timeline.set({...conversation.timeline.get(), messages: []});
      load();
      await log.updateComplete;
      await timers.tick(250);
      log.conversation = 'b';
      await log.updateComplete;
      expect(skeleton(), 'that of another one').to.equal(null);
    } finally {
      timers.restore();
    }
  });

  it('UX-A2a, UX-A3a: says what others write, never what I write, and several in one line', async () => {
    setUp();
    conversation.receive('ann', 'Hello');
    const hasFocus = document.hasFocus.bind(document);
    document.hasFocus = () => true;
    try {
      log = await open();
      const said: string[] = [];
      Object.assign(log, {ariaNotify: (text: string) => said.push(text)});
      conversation.receive('ann', 'See you at ten');
      conversation.send('Fine');
      await until('it is said', () => said.length > 0);
      expect(said).to.deep.equal(['Ann Lee: See you at ten']);
      for (let i = 0; i < 5; i++) conversation.receive('ann', `Burst ${i}`);
      await until('it is said', () => said.length > 1);
      expect(said[1]).to.equal('5 new messages, Ann Lee');
    } finally {
      document.hasFocus = hasFocus;
    }
  });
});
