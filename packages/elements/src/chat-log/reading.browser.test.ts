import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import {FakeChat, type FakeConversation} from '../../test/fake-chat.js';
import {focused} from '../../test/fixture.js';
import {
  articleOf,
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
import './define.js';

const texts = (log: ChatLog, selector: string): (string | undefined)[] =>
  [...(log.shadowRoot?.querySelectorAll(selector) ?? [])].map((element) => element.textContent?.trim());

describe('what a reader finds in a log', () => {
  let log: ChatLog;
  let chat: FakeChat;
  let conversation: FakeConversation;
  const hasFocus = document.hasFocus.bind(document);
  const pageHasFocus = (is: boolean): void => {
    document.hasFocus = () => is;
    if (is) window.dispatchEvent(new Event('focus'));
  };
  beforeEach(() => {
    chat = new FakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    conversation = chat.add('c1', {peer: 'ann'});
  });
  afterEach(() => {
    document.hasFocus = hasFocus;
    log.remove();
  });
  const open = async (properties: Partial<ChatLog> = {}): Promise<ChatLog> =>
    mount({chat, conversation: 'c1', ...properties});
  const line = (): Element | null | undefined => log.shadowRoot?.querySelector('.unread');
  const jump = (): HTMLElement | null | undefined => log.shadowRoot?.querySelector<HTMLElement>('.jump');

  it('name and picture stand once in a group, and `group-gap` says how long it may be silent (UX-L1cd)', async () => {
    const at = Date.UTC(2026, 4, 3, 9);
    const shown = [0, 1, 2].map((n) => message(n, {at: at + n * 200_000}));
    log = await mount({messages: shown});
    const heads = () =>
      [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].map(
        (row) => row.shadowRoot?.querySelectorAll('.name, chat-avatar').length,
      );
    expect(heads()).to.deep.equal([2, 0, 0]);
    log.groupGap = 200;
    await frames(2);
    expect(heads()).to.deep.equal([2, 2, 2]);
  });

  it('the heading of a day is right again after midnight, in a page that stays open (UX-L3c)', async () => {
    let now = Date.UTC(2026, 4, 3, 23, 59);
    const waiting: (() => void)[] = [];
    const {setTimeout: real} = globalThis;
    // the one timer of the page, which waits for the next minute
    globalThis.setTimeout = ((run: () => void, ms = 0) => {
      if (ms < 1_000) return real(run, ms);
      waiting.push(run);
      return 0;
    }) as typeof setTimeout;
    const provider = Object.assign(document.createElement('chat-provider'), {now: () => now, timeZone: 'UTC'});
    try {
      await import('../chat-provider/define.js');
      document.body.append(provider);
      log = await mount({messages: [message(1, {at: now - 60_000})]});
      provider.append(log);
      await frames(3);
      expect(texts(log, '.day')).to.deep.equal(['Today']);
      now += 120_000;
      for (const run of waiting.splice(0)) run();
      await frames(2);
      expect(texts(log, '.day')).to.deep.equal(['Yesterday']);
    } finally {
      globalThis.setTimeout = real;
      provider.remove();
    }
  });

  it('what arrives while the reader looks at the end gets no line (UX-L4c)', async () => {
    conversation.fill(60);
    pageHasFocus(true);
    log = await open();
    conversation.receive('ann', 'Seen at once');
    await frames(5);
    expect(line() == null).to.equal(true);
    await until('it is read', () => chat.calls.includes('markRead c1 61'));
    pageHasFocus(true);
    await frames(3);
    expect(line() == null).to.equal(true);
  });

  it('who comes back to the page finds the line above what came meanwhile (UX-L4d)', async () => {
    conversation.fill(60);
    pageHasFocus(true);
    log = await open();
    await frames(3);
    pageHasFocus(false);
    const first = conversation.receive('ann', 'While you were away');
    conversation.receive('ann', 'And another');
    await frames(3);
    expect(line() == null, 'not before').to.equal(true);
    pageHasFocus(true);
    await until('the line', () => line() != null);
    expect(line()?.nextElementSibling === rowOf(log, first.id)).to.equal(true);
  });

  it('the line is gone when the reader comes back to the conversation (UX-L4b)', async () => {
    conversation.fill(60);
    chat.add('c2').fill(3);
    for (let i = 0; i < 3; i++) conversation.receive('ann', `New ${i}`);
    log = await open();
    expect(line() != null).to.equal(true);
    conversation.markRead(63);
    log.conversation = 'c2';
    await frames(3);
    log.conversation = 'c1';
    await frames(3);
    expect(line() == null).to.equal(true);
  });

  it('above the first message a row says that the conversation begins there (UX-L8c)', async () => {
    conversation.fill(5);
    log = await open();
    expect(texts(log, '[part="start"]')).to.have.length(1);
    log.remove();
    conversation.fill(80);
    log = await open();
    expect(texts(log, '[part="start"]'), 'not above what is only loaded').to.have.length(0);
  });

  it('the button counts up to 99+, leads to the first unseen message, and then to the latest (UX-L9ab)', async () => {
    conversation.fill(60);
    pageHasFocus(true);
    log = await open();
    scrollBy(log, 150);
    await frames(5);
    expect(jump() == null, '150 px are no distance').to.equal(true);
    scrollBy(log, 600);
    await until('the button', () => jump() != null);
    const first = conversation.receive('ann', 'The first of many');
    for (let i = 0; i < 119; i++) conversation.receive('ann', `New ${i}`);
    await until('the count', () => jump()?.querySelector('b')?.dataset['count'] === '99+');
    expect(jump()?.ariaLabel).to.contain('120 new');
    const click = () => jump()?.dispatchEvent(new MouseEvent('click', {detail: 1, bubbles: true}));
    click();
    const top = () => rowOf(log, first.id)?.getBoundingClientRect().top ?? 0;
    await until('the first unseen', () => Math.abs(top() - log.getBoundingClientRect().top - 150) < 2);
    expect(log.atEnd).to.equal(false);
    // the rest is seen nowhere yet: this is the second press
    await until('it is seen', () => chat.calls.some((call) => call.startsWith('markRead')));
    log.readPolicy = 'manual';
    for (let presses = 0; presses < 20 && !log.atEnd; presses++) {
      click();
      await frames(20);
    }
    expect(log.atEnd).to.equal(true);
  });

  it('the button takes the focus along by keys, and leaves it by pointer (UX-L9c)', async () => {
    conversation.fill(60);
    log = await open();
    const press = async (detail: number) => {
      scrollBy(log, 900);
      await until('the button', () => jump() != null);
      jump()?.dispatchEvent(new MouseEvent('click', {detail, bubbles: true}));
      await until('the end', () => log.atEnd);
      await frames(3);
    };
    await press(1);
    expect(log.shadowRoot?.activeElement == null, 'by pointer').to.equal(true);
    await press(0);
    await until('by keys a message has it', () => log.shadowRoot?.activeElement?.localName === 'chat-message');
  });

  it('whose message one has gone to is said, and when it was written (UX-L10b)', async () => {
    conversation.fill(200);
    log = await open();
    const said: string[] = [];
    Object.assign(log, {ariaNotify: (text: string) => said.push(text)});
    await log.goTo(conversation.history[20]?.id as string);
    expect(said).to.have.length(1);
    expect(said[0]?.replace(/[\u2066-\u2069]/g, '')).to.match(
      /^Message from Ann Lee, .*12 .*2026|^Message from Ann Lee, .*October 12, 2026/,
    );
  });

  it('from a message far away both ends are reached by scrolling (UX-L10d)', async () => {
    const shown = messages(400, 500);
    log = await mount({messages: shown, hasOlder: true, hasNewer: true, virtual: 'always'});
    const asked: string[] = [];
    for (const type of ['chat-load-older', 'chat-load-newer'] as const)
      log.addEventListener(type, () => asked.push(type));
    await log.goTo('m450');
    // what was asked for at the end has come
    log.messages = [...shown];
    await frames(3);
    scrollBy(log, -1e6);
    await until('newer ones are asked for', () => asked.includes('chat-load-newer'));
    log.messages = [...shown, ...messages(501, 550)];
    log.hasNewer = false;
    await frames(3);
    scrollBy(log, 1e6);
    await until('older ones are asked for', () => asked.includes('chat-load-older'));
    // what came below is taken into account when the reader rests, who then finds that it goes on
    await until('the newest is in view', () => {
      scrollBy(log, -1e6);
      return log.visibleRange.last === 'm550';
    });
  });

  it('Escape on a message leads back to where a quote was followed (UX-L11b)', async () => {
    conversation.fill(100);
    const quoted = conversation.history[60]?.id as string;
    conversation.receive('ann', 'An answer', {replyTo: {id: quoted, seq: 61, sender: 'ann', text: 'Message 61'}});
    log = await open();
    const answer = conversation.history[100]?.id as string;
    const before = textTop(log, answer);
    articleOf(log, answer)?.querySelector<HTMLElement>('.quote')?.click();
    await until('the quoted message', () => rowOf(log, quoted)?.flash === true);
    await frames(12);
    log.focusMessage(quoted);
    await sendKeys({press: 'Escape'});
    await until('back', () => Math.abs(textTop(log, answer) - before) <= 1);
  });

  it('a message that fails stays where it is (UX-M4a)', async () => {
    conversation.fill(20);
    chat.goOffline();
    log = await open();
    const first = conversation.send('One');
    const second = conversation.send('Two');
    await frames(5);
    const order = () => [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].map((row) => row.message?.id);
    const before = order();
    const above = textTop(log, first.id) - textTop(log, before.at(-3) as string);
    conversation.refuse(first.id, 'FORBIDDEN');
    await frames(3);
    expect(order()).to.deep.equal(before);
    expect(order().slice(-2)).to.deep.equal([first.id, second.id]);
    expect(textTop(log, first.id) - textTop(log, before.at(-3) as string)).to.equal(above);
    expect(log.atEnd).to.equal(true);
  });

  it('Home asks for older messages, and the next arrow goes on from what is in view (UX-K6, UX-K7)', async () => {
    let asked = 0;
    log = await mount({messages: messages(1, 300), hasOlder: true, virtual: 'always'});
    log.addEventListener('chat-load-older', () => asked++);
    log.focusMessage('m300');
    await frames(3);
    await sendKeys({press: 'ArrowUp'});
    scrollerOf(log).scrollTop -= 4000;
    await frames(12);
    expect(rowOf(log, 'm299')?.matches(':focus'), 'it keeps the focus, far away').to.equal(true);
    const {first} = log.visibleRange;
    await sendKeys({press: 'ArrowDown'});
    await frames(2);
    expect(rowOf(log, first as string)?.matches(':focus')).to.equal(true);
    await sendKeys({press: 'Home'});
    await until('it asks', () => asked === 1);
    expect(rowOf(log, 'm1')?.matches(':focus')).to.equal(true);
  });

  it('Tab comes to the message one was at while that is in view, else to the newest in view (UX-K1)', async () => {
    const shown = messages(1, 40);
    log = await mount({messages: shown});
    const stop = () =>
      [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])]
        .filter((row) => row.active)
        .map((row) => row.message?.id);
    await until('the newest', () => stop().join() === 'm40');
    log.messages = [...shown, ...messages(41, 42)];
    await until('the newer', () => stop().join() === 'm42');
    log.focusMessage('m41');
    // in Firefox a host that is blurred keeps the focus inside
    (focused() as HTMLElement).blur();
    log.messages = [...shown, ...messages(41, 43)];
    await frames(20);
    expect(stop()).to.deep.equal(['m41']);
    scrollBy(log, 1500);
    await until('what is in view', () => stop().join() === log.visibleRange.last);
  });

  it('the order of messages in the page is that of time and of sight, in both looks (UX-R9)', async () => {
    log = await mount({messages: messages(1, 250), virtual: 'always'});
    for (const look of ['bubbles', 'flat'] as const) {
      log.look = look;
      scrollBy(log, 1500);
      await frames(5);
      // one that keeps its place far away while it has the focus, too
      log.focusMessage(log.visibleRange.first as string);
      scrollBy(log, 3000);
      await frames(12);
      const rows = [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])];
      const times = rows.map((row) => row.message?.at ?? 0);
      const tops = rows.map((row) => row.getBoundingClientRect().top);
      expect(times, `${look}: time`).to.deep.equal([...times].sort((a, b) => a - b));
      expect(tops, `${look}: sight`).to.deep.equal([...tops].sort((a, b) => a - b));
    }
  });
});
