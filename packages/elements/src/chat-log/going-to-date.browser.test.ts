import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import {FakeChat, type FakeConversation} from '../../test/fake-chat.js';
import {ear, faults, focused, press} from '../../test/fixture.js';
import {articleOf, frames, message, mount, rowOf, scrollBy, scrollerOf, textTop, until} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import './define.js';

const day = 86_400_000;

describe('going to a date', () => {
  let log: ChatLog;
  let chat: FakeChat;
  let conversation: FakeConversation;
  beforeEach(() => {
    chat = new FakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    conversation = chat.add('c1', {peer: 'ann'});
    // one message every three hours, for fifty days
    conversation.fill(400);
    conversation.history.forEach((message, at) => {
      conversation.history[at] = {...message, at: chat.now - (400 - at) * (day / 8)};
    });
    conversation.alter('', {});
  });
  afterEach(() => log.remove());

  const open = async (properties: Partial<ChatLog> = {}): Promise<ChatLog> => {
    log = await mount({chat, conversation: 'c1', ...properties});
    log.locale = 'en';
    await frames(3);
    return log;
  };
  const dialog = () => log.shadowRoot?.querySelector('chat-go-to-date');
  const field = () => dialog()?.shadowRoot?.querySelector('input') as HTMLInputElement;
  const isOpen = () => dialog()?.shadowRoot?.querySelector('dialog')?.open === true && field().value !== '';
  const choose = async (value: string): Promise<void> => {
    await until('the dialog', isOpen);
    field().value = value;
    field().form?.requestSubmit();
    await until('it is closed', () => !dialog());
  };
  const localDay = (at: number): string => {
    const two = (n: number) => String(n).padStart(2, '0');
    const date = new Date(at);
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  };
  const firstOf = (name: string) => {
    const found = conversation.history.find(({at}) => localDay(at) >= name);
    if (!found) throw new Error(`nothing since ${name}`);
    return found;
  };
  const jump = () => log.shadowRoot?.querySelector<HTMLElement>('.jump');

  it('the heading of a day asks which, beginning with its own, and leads to the first message of the one chosen (UX-L18a, UX-L18b)', async () => {
    const heard = ear();
    await open();
    const heading = [...(log.shadowRoot?.querySelectorAll<HTMLElement>('.day button') ?? [])].at(-1);
    expect(heading?.getAttribute('aria-haspopup')).to.equal('dialog');
    heading?.click();
    await until('the dialog', isOpen);
    expect(field().value).to.equal(localDay(chat.now - 1));
    expect(focused() === field(), 'the field has the focus').to.equal(true);
    expect(field().max >= field().value).to.equal(true);
    const name = localDay(chat.now - 40 * day);
    const {id} = firstOf(name);
    await choose(name);
    await until('the focus', () => focused() === articleOf(log, id));
    expect(rowOf(log, id)?.flash).to.equal(true);
    const top = textTop(log, id) - log.getBoundingClientRect().top;
    expect(top).to.be.within(120, 260);
    expect(heard.lines.join('\n')).to.match(/Message from (you|Ann Lee|me), /i);
  });

  it('G on a message asks too, and so does the day that floats (UX-L18a, UX-K20)', async () => {
    await open();
    log.focus();
    await until('hands', () => focused()?.localName === 'article');
    const before = focused();
    await sendKeys({press: 'g'});
    await until('the dialog', isOpen);
    await sendKeys({press: 'Escape'});
    await until('it is closed', () => !dialog());
    expect(focused() === before, 'the focus is back').to.equal(true);
    scrollBy(log, 300);
    const floating = () => log.shadowRoot?.querySelector<HTMLElement>('.floating-day.shown');
    await until('the floating day', () => floating() != null);
    floating()?.click();
    await until('the dialog again', isOpen);
  });

  it('`shortcuts="off"` takes the letter away, and `keymap` gives another key (UX-K20)', async () => {
    await open({shortcuts: 'off'});
    log.focus();
    await sendKeys({press: 'g'});
    await frames(5);
    expect(dialog() == null).to.equal(true);
    log.keymap = {goToDate: 'Mod+Y'};
    press('y', {ctrlKey: true});
    await until('the dialog', isOpen);
  });

  it('a day without messages leads to the next one that has some, and one behind all to the newest (UX-L18b)', async () => {
    const gap = conversation.history.filter(({at}) => at < chat.now - 30 * day || at > chat.now - 20 * day);
    conversation.history.splice(0, 400, ...gap);
    conversation.alter('', {});
    await open();
    expect(await log.goTo(new Date(chat.now - 25 * day))).to.equal(true);
    const next = gap.find(({at}) => at > chat.now - 25 * day);
    await until('the next', () => rowOf(log, next?.id ?? '')?.flash === true);
    expect(await log.goTo(new Date(chat.now + 400 * day))).to.equal(true);
    await until('the newest', () => rowOf(log, gap.at(-1)?.id ?? '')?.flash === true);
  });

  it('who goes on by keys before the day has come is not called back (UX-L18b)', async () => {
    await open();
    let answer = (): void => undefined;
    const seqAt = conversation.seqAt.bind(conversation);
    conversation.seqAt = async (at) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return seqAt(at);
    };
    log.focus();
    const going = log.goTo(new Date(chat.now - 48 * day));
    await sendKeys({press: 'Home'});
    await sendKeys({press: 'End'});
    const newest = conversation.history.at(-1)?.id ?? '';
    await until('the newest', () => focused() === articleOf(log, newest));
    const top = textTop(log, newest);
    answer();
    expect(await going).to.equal(false);
    await frames(5);
    expect(focused() === articleOf(log, newest), 'the focus is where it was').to.equal(true);
    expect(textTop(log, newest)).to.be.closeTo(top, 1);
  });

  it('what is loaded already is not asked for (UX-L18b)', async () => {
    await open();
    const name = localDay(chat.now - 2 * day);
    expect(await log.goTo(new Date(`${name}T00:00`))).to.equal(true);
    await until('the message', () => rowOf(log, firstOf(name).id)?.flash === true);
    expect(chat.calls.filter((call) => /^(goTo|seqAt) /.test(call))).to.deep.equal([]);
  });

  it('what cannot be loaded is said, and the reader stays (UX-L18c)', async () => {
    await open();
    scrollBy(log, 200);
    await frames(4);
    const {scrollTop} = scrollerOf(log);
    chat.failNext('seqAt', 'OFFLINE');
    expect(await log.goTo(new Date(chat.now - 40 * day))).to.equal(false);
    const toast = () => log.shadowRoot?.querySelector('chat-toasts')?.shadowRoot?.querySelector('.toast')?.textContent;
    await until('the toast', () => toast()?.trim() === 'Messages of that day could not be loaded');
    expect(scrollerOf(log).scrollTop).to.equal(scrollTop);
    log.remove();
    // messages that a host gives end where they end
    const given = [1, 2, 3].map((n) => message(n));
    log = await mount({messages: given, hasOlder: true});
    expect(await log.goTo(new Date(0)), 'older ones are not there').to.equal(false);
    log.hasOlder = false;
    await frames(2);
    expect(await log.goTo(new Date(0)), 'there are none').to.equal(true);
  });

  it('the button, and Escape, first lead back to where the reader was, which is fetched again (UX-L18d, UX-L11a)', async () => {
    await open();
    scrollBy(log, 300);
    await frames(12);
    const {key, top} = log.positions() as {key: string; top: number};
    log.shadowRoot?.querySelector<HTMLElement>('.floating-day')?.click();
    await choose(localDay(chat.now - 45 * day));
    await until('the focus', () => focused()?.localName === 'article');
    expect(rowOf(log, key) === undefined, 'what was there is not loaded any more').to.equal(true);
    jump()?.dispatchEvent(new MouseEvent('click', {detail: 1}));
    await until('back', () => rowOf(log, key) !== undefined);
    await frames(12);
    const now = log.positions() as {key: string; top: number};
    expect([now.key, Math.abs(now.top - top) <= 1]).to.deep.equal([key, true]);
    await log.goToLatest();
    await until('the newest', () => log.atEnd);
    log.focusMessage(conversation.history.at(-1)?.id ?? '');
    await sendKeys({press: 'g'});
    await choose(localDay(chat.now - 45 * day));
    await until('the focus at the day', () => focused() === articleOf(log, firstOf(localDay(chat.now - 45 * day)).id));
    await sendKeys({press: 'Escape'});
    await until('the end', () => log.atEnd && rowOf(log, conversation.history.at(-1)?.id ?? '') !== undefined);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme} (UX-R7)`, async () => {
      await open();
      expect(await faults(log, scheme)).to.deep.equal([]);
      log.shadowRoot?.querySelector<HTMLElement>('.day button')?.click();
      await until('the dialog', isOpen);
      expect(await faults(dialog() as HTMLElement, scheme)).to.deep.equal([]);
    });
  }
});
