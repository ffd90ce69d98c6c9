import {sendKeys, sendMouse} from '@web/test-runner-commands';
import {expect} from 'chai';
import {FakeChat, type FakeConversation} from '../../test/fake-chat.js';
import {ear, faults, focused, listen, press} from '../../test/fixture.js';
import {articleOf, frames, message, mount, rowOf, scrollerOf, textTop, until} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import './define.js';

describe('selecting several messages', () => {
  let log: ChatLog;
  let chat: FakeChat;
  let conversation: FakeConversation;
  let written: {text: string; html: string}[];
  const {clipboard} = navigator;
  beforeEach(() => {
    chat = new FakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    conversation = chat.add('c1', {peer: 'ann'});
    conversation.fill(30);
    written = [];
    const own = {
      writeText: async (text: string) => void written.push({text, html: ''}),
      write: async ([item]: ClipboardItem[]) => {
        const read = async (type: string) => (await item?.getType(type))?.text() ?? '';
        written.push({text: await read('text/plain'), html: await read('text/html')});
      },
    };
    Object.defineProperty(navigator, 'clipboard', {value: own, configurable: true});
  });
  afterEach(() => {
    Object.defineProperty(navigator, 'clipboard', {value: clipboard, configurable: true});
    log.remove();
  });

  const open = async (properties: Partial<ChatLog> = {}): Promise<ChatLog> => {
    log = await mount({chat, conversation: 'c1', locale: 'en', ...properties});
    await frames(3);
    return log;
  };
  const id = (fromEnd: number): string => conversation.history.at(-fromEnd)?.id ?? '';
  const bar = () => log.shadowRoot?.querySelector<HTMLElement>('.selection');
  const count = () => bar()?.querySelector('.count')?.textContent;
  const act = (label: string) =>
    [...(bar()?.querySelectorAll<HTMLElement>('button') ?? [])].find(({title}) => title === label) as HTMLElement;
  const chosen = () =>
    [...(log.shadowRoot?.querySelectorAll('chat-message[data-selected]') ?? [])].map(
      (row) => (row as HTMLElementTagNameMap['chat-message']).message?.id,
    );
  const begin = async (fromEnd: number): Promise<void> => {
    log.focusMessage(id(fromEnd));
    await until('the focus', () => focused() === articleOf(log, id(fromEnd)));
    await sendKeys({press: 'x'});
    await until('the bar', () => bar() != null);
  };

  it('X on a message begins, Space and Shift with arrows select more, Escape ends and leaves the focus where it is (UX-L19a, UX-K21)', async () => {
    const heard = ear();
    await open();
    await begin(5);
    expect(chosen()).to.deep.equal([id(5)]);
    expect(count()).to.equal('1 selected');
    await until('it is said', () => heard.lines.some((line) => /1 selected\. Space selects/.test(line)));
    await sendKeys({press: 'ArrowUp'});
    await sendKeys({press: ' '});
    expect(chosen(), 'arrows alone select nothing').to.deep.equal([id(6), id(5)]);
    press('ArrowUp', {shiftKey: true});
    press('ArrowUp', {shiftKey: true});
    expect(chosen()).to.deep.equal([id(8), id(7), id(6), id(5)]);
    press('ArrowDown', {shiftKey: true});
    expect(chosen(), 'a stretch becomes shorter again').to.deep.equal([id(7), id(6), id(5)]);
    expect(count()).to.equal('3 selected');
    await until('that is said', () => heard.lines.at(-1) === '3 selected');
    expect(articleOf(log, id(7))?.getAttribute('aria-description')).to.equal('Selected');
    const at = focused();
    await sendKeys({press: 'Escape'});
    expect(bar() == null).to.equal(true);
    expect([chosen().length, focused() === at]).to.deep.equal([0, true]);
    expect(articleOf(log, id(7))?.hasAttribute('aria-description')).to.equal(false);
    expect(rowOf(log, id(7))?.noActions).to.equal(false);
  });

  it('Shift with an arrow on a message begins as well (UX-K21)', async () => {
    await open();
    log.focusMessage(id(3));
    await until('the focus', () => focused() === articleOf(log, id(3)));
    press('ArrowUp', {shiftKey: true});
    await until('two', () => chosen().length === 2);
    expect(chosen()).to.deep.equal([id(4), id(3)]);
  });

  it('presses select, also on a link, and nothing else of a message answers (UX-L19b)', async () => {
    const text = 'See https://example.com there';
    const ranges = [{type: 'link', start: 4, end: 23, url: 'https://example.com'}] as const;
    conversation.receive('ann', text, {content: {kind: 'text', text, ranges, attachments: []}});
    await open();
    const links = listen('chat-link');
    await rowOf(log, id(1))?.openMenu();
    const items = () => [...(rowOf(log, id(1))?.shadowRoot?.querySelectorAll<HTMLElement>('.menu button') ?? [])];
    await until('the menu', () => items().length > 0);
    items()
      .find(({textContent}) => textContent?.trim() === 'Select')
      ?.click();
    await until('the bar', () => bar() != null);
    articleOf(log, id(1))?.querySelector<HTMLElement>('a')?.click();
    expect([chosen().length, links.length]).to.deep.equal([0, 0]);
    for (const fromEnd of [2, 4]) {
      const {left, top, width, height} = (articleOf(log, id(fromEnd)) as HTMLElement).getBoundingClientRect();
      await sendMouse({type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)]});
    }
    expect(chosen()).to.deep.equal([id(4), id(2)]);
    press('r');
    await frames(2);
    expect(rowOf(log, id(2))?.shadowRoot?.querySelector('.toolbar') == null).to.equal(true);
  });

  it('copies them with who wrote what and when, in their order, as text and as HTML; one alone is its words (UX-L19c)', async () => {
    await open();
    await begin(3);
    press('ArrowDown', {shiftKey: true});
    act('Copy').click();
    await until('it is copied', () => written.length === 1);
    const blocks = written[0]?.text.split('\n\n').map((block) => block.split('\n')) ?? [];
    expect(blocks.map(([, ...lines]) => lines.join())).to.deep.equal(['Message 28', 'Message 29']);
    expect(blocks.map(([head]) => head?.split(',')[0])).to.deep.equal(['You', 'Ann Lee']);
    expect(written[0]?.html).to.include('<b>');
    const toast = () => log.shadowRoot?.querySelector('chat-toasts')?.shadowRoot?.querySelector('.toast')?.textContent;
    await until('it is said', () => toast()?.trim() === '2 messages copied');
    expect(bar() == null, 'it is over').to.equal(true);
    await begin(1);
    press('c', {ctrlKey: true});
    await until('one is copied', () => written.length === 2);
    expect(written[1]).to.deep.equal({text: 'Message 30', html: ''});
  });

  it('passes them on in their order, and another try goes on where it failed (UX-L19d)', async () => {
    chat.add('c2', {title: 'Field team'}, ['ann', 'bob']);
    await open();
    await begin(3);
    press('ArrowDown', {shiftKey: true});
    act('Forward…').click();
    const dialog = () => log.shadowRoot?.querySelector('chat-forward');
    const inDialog = <Found extends HTMLElement>(selector: string) =>
      dialog()?.shadowRoot?.querySelector<Found>(selector);
    await until('the dialog', () => inDialog('dialog[open] .person') != null);
    [...(dialog()?.shadowRoot?.querySelectorAll<HTMLElement>('.person') ?? [])]
      .find(({textContent}) => textContent?.includes('Field team'))
      ?.click();
    await frames(2);
    const went = () => chat.calls.filter((call) => call.startsWith('forward'));
    let times = 0;
    const {forward} = conversation;
    conversation.forward = async (message, to) => {
      times++;
      if (times === 2) throw Object.assign(new Error('OFFLINE'), {code: 'OFFLINE'});
      return forward.call(conversation, message, to);
    };
    inDialog<HTMLFormElement>('form.bottom')?.requestSubmit();
    await until('what went wrong', () => inDialog('.problem') != null);
    expect(went()).to.have.length(1);
    inDialog<HTMLFormElement>('form.bottom')?.requestSubmit();
    await until('it is over', () => !dialog() && bar() == null);
    expect(went().map((call) => call.split(' ')[2])).to.deep.equal([id(3), id(2)]);
  });

  it('deletes own ones after a question, and not those of others (UX-L19e, WCAG 3.3.4)', async () => {
    await open();
    // the last is one of mine, the one before it Ann's
    await begin(1);
    expect(act('Delete').getAttribute('aria-disabled')).to.equal(null);
    press('ArrowUp', {shiftKey: true});
    expect(act('Delete').getAttribute('aria-disabled'), 'one of Ann’s').to.equal('true');
    press('ArrowDown', {shiftKey: true});
    log.focusMessage(id(3));
    await sendKeys({press: ' '});
    act('Delete').click();
    const question = () => log.shadowRoot?.querySelector<HTMLDialogElement>('.question');
    await until('the question', () => question()?.open === true);
    expect(question()?.querySelector('h2')?.textContent).to.equal('Delete 2 messages for everyone?');
    expect(focused()?.textContent?.trim()).to.equal('Cancel');
    question()?.querySelector<HTMLElement>('.danger')?.click();
    await until('both', () => chat.calls.filter((call) => call.startsWith('delete ')).length === 2);
    expect(bar() == null).to.equal(true);
  });

  it('the bar covers nothing, messages keep their distance to the lower edge when it comes and goes, and rows that come while one scrolls are marked (UX-L19f)', async () => {
    conversation.fill(200);
    await open();
    scrollerOf(log).scrollTop -= 2_000;
    await frames(12);
    const ids = conversation.history.map((one) => one.id);
    const key = ids[ids.indexOf(log.visibleRange.first ?? '') + 2] ?? '';
    log.focusMessage(key);
    await frames(4);
    // as with a box that grows
    const above = (one: string): number => scrollerOf(log).getBoundingClientRect().bottom - textTop(log, one);
    const before = above(key);
    await sendKeys({press: 'x'});
    await until('the bar', () => bar() != null);
    await frames(6);
    expect(Math.abs(above(key) - before)).to.be.at.most(1);
    const box = bar()?.getBoundingClientRect();
    expect(scrollerOf(log).getBoundingClientRect().bottom).to.be.at.most((box?.top ?? 0) + 0.5);
    const kept = chosen()[0];
    await sendKeys({press: 'Home'});
    await frames(12);
    expect(rowOf(log, log.visibleRange.first ?? '')?.noActions).to.equal(true);
    await sendKeys({press: ' '});
    await frames(2);
    log.focusMessage(kept ?? '');
    await frames(6);
    expect(rowOf(log, kept ?? '')?.hasAttribute('data-selected')).to.equal(true);
    expect(count()).to.equal('2 selected');
    const there = above(kept ?? '');
    await sendKeys({press: 'Escape'});
    await frames(6);
    expect(rowOf(log, kept ?? '')?.hasAttribute('data-selected')).to.equal(false);
    expect(Math.abs(above(kept ?? '') - there)).to.be.at.most(1);
  });

  it('another conversation ends it, and deleted messages and lines of the system are not selected', async () => {
    chat.add('c2', {peer: 'ann'}).fill(3);
    const gone = conversation.history.at(-2);
    conversation.alter(gone?.id ?? '', {deleted: true});
    await open();
    await begin(1);
    press('ArrowUp', {shiftKey: true});
    press('ArrowUp', {shiftKey: true});
    expect(chosen()).to.deep.equal([id(3), id(1)]);
    log.conversation = 'c2';
    await frames(6);
    expect(bar() == null).to.equal(true);
  });

  it('messages of a host offer what the host says (UX-L19c)', async () => {
    const shown = [1, 2, 3].map((n) => message(n, {own: true}));
    log = await mount({messages: shown, actions: () => ['select', 'copy']});
    log.focusMessage('m2');
    await sendKeys({press: 'x'});
    await until('the bar', () => bar() != null);
    expect([act('Forward…') === undefined, act('Delete').getAttribute('aria-disabled')]).to.deep.equal([true, 'true']);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme} (UX-R7)`, async () => {
      await open();
      await begin(2);
      expect(await faults(log, scheme)).to.deep.equal([]);
    });
  }
});
