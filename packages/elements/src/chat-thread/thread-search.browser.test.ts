import {expect} from 'chai';
import {type FakeChat, type FakeConversation, fakeChat, startedAt} from '../../test/fake-chat.js';
import {
  ear,
  faults,
  focused,
  has,
  inside,
  mount,
  press,
  settled,
  spokenName,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatLog} from '../chat-log/chat-log.js';
import type {ChatThread} from './chat-thread.js';
import {rangesOf} from './found-marks.js';
import './define.js';

describe('the search in a conversation', () => {
  let chat: FakeChat;
  let team: FakeConversation;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.now = startedAt - 3_600_000;
    team = chat.add('team', {}, ['ann']);
    chat.add('other', {}, ['ann']).receive('ann', 'a crane elsewhere');
    team.receive('ann', 'the crane of April');
    chat.now = startedAt - 180_000;
    team.fill(50);
    for (const [sender, text] of [
      ['ann', 'Crane and gate'],
      ['me', 'which crane?'],
      ['ann', 'the end'],
    ] as const) {
      chat.now += 60_000;
      team.receive(sender, text);
    }
    team.change({unread: 0});
  });
  afterEach(unmountAll);

  const open = async (properties: Partial<ChatThread> = {}): Promise<ChatThread> => {
    const thread = await mount('chat-thread', {chat, conversation: 'team', ...properties}, {width: 700, height: 500});
    await until(() => rows(thread).length > 0);
    return thread;
  };
  const log = (thread: ChatThread) => inside(thread, 'chat-log') as ChatLog;
  const rows = (thread: ChatThread) => [...log(thread).renderRoot.querySelectorAll('chat-message')];
  const place = (thread: ChatThread) => thread.shadowRoot?.querySelector('.place')?.textContent;
  const field = (thread: ChatThread) => inside(thread, '.find input') as HTMLInputElement;
  const search = async (thread: ChatThread, words: string) => {
    await thread.search();
    type(field(thread), words);
    await until(() => place(thread));
  };
  const textOf = (id: string | undefined) => team.history.find((one) => one.id === id)?.content.text;
  const flashing = (thread: ChatThread) => textOf(rows(thread).find(({flash}) => flash)?.message?.id);
  const marked = () => [...(CSS.highlights.get('parlor-found') ?? [])].map(String);

  for (const scheme of ['light', 'dark'] as const)
    it(`opens below the header by a button that says so, and is accessible in ${scheme} (UX-I8a)`, async () => {
      const thread = await open();
      const opener = inside(thread, '.finder');
      expect(spokenName(opener)).to.equal('Search in this conversation');
      expect(opener.getAttribute('aria-expanded')).to.equal('false');
      opener.click();
      await until(() => has(thread, '.find'));
      await until(() => focused() === field(thread));
      expect(opener.getAttribute('aria-expanded')).to.equal('true');
      type(field(thread), 'crane');
      await until(() => place(thread));
      expect(await faults(thread, scheme)).to.deep.equal([]);
      opener.click();
      await until(() => !has(thread, '.find'));
      expect(focused() === opener).to.equal(true);
    });

  it('finds in this conversation alone, and typing moves nothing (UX-I8b)', async () => {
    const thread = await open();
    const before = log(thread).visibleRange.last;
    await search(thread, 'crane');
    // two in a page of the fake
    expect(place(thread)).to.equal('2+');
    expect(log(thread).visibleRange.last).to.equal(before);
    expect(chat.calls.filter((call) => call.startsWith('goTo'))).to.deep.equal([]);
  });

  it('Enter and the arrow up lead to the earlier one, page behind page, Shift and Enter and the arrow down back (UX-I8c)', async () => {
    const thread = await open();
    await search(thread, 'crane');
    press('Enter');
    await until(() => flashing(thread) === 'which crane?');
    expect(place(thread)).to.equal('1/2+');
    press('ArrowUp');
    await until(() => flashing(thread) === 'Crane and gate');
    // both pressed at once: one after the other
    press('Enter');
    await until(() => flashing(thread) === 'the crane of April');
    expect(place(thread)).to.equal('3/3');
    expect(inside(thread, '.find .up').getAttribute('aria-disabled')).to.equal('true');
    press('Enter', {shiftKey: true});
    await until(() => flashing(thread) === 'Crane and gate');
    press('ArrowDown');
    await until(() => flashing(thread) === 'which crane?');
    expect(focused() === field(thread), 'one can go on').to.equal(true);
  });

  it('Enter does not wait for the pause after typing', async () => {
    const thread = await open();
    await thread.search();
    type(field(thread), 'gate');
    press('Enter');
    await until(() => flashing(thread) === 'Crane and gate');
    expect(place(thread)).to.equal('1/1');
  });

  it('Escape closes it: the focus goes to the message, and from there the way back is kept (UX-I8d, UX-L11b)', async () => {
    const thread = await open();
    const here = log(thread).positions();
    await search(thread, 'crane');
    for (const text of ['which crane?', 'Crane and gate', 'the crane of April']) {
      press('Enter');
      await until(() => flashing(thread) === text);
    }
    press('Escape');
    await until(() => !has(thread, '.find'));
    await until(() => focused()?.localName === 'article');
    expect(focused()?.textContent).to.contain('the crane of April');
    press('Escape');
    await until(() => JSON.stringify(log(thread).positions()) === JSON.stringify(here));
  });

  it('the words are marked in every message that has them, also where it comes into view later, and no longer than it is open (UX-I8e)', async () => {
    const thread = await open();
    await search(thread, 'crane');
    await until(() => marked().length === 2);
    expect(marked()).to.deep.equal(['Crane', 'crane']);
    for (const text of ['which crane?', 'Crane and gate', 'the crane of April']) {
      press('Enter');
      await until(() => flashing(thread) === text);
    }
    await until(() => marked().includes('crane') && marked().length >= 1);
    press('Escape');
    await until(() => marked().length === 0);
  });

  it('marks stand at their words between bold ones, lines and the host of a link', () => {
    const body = document.createElement('span');
    const bold = Object.assign(document.createElement('b'), {textContent: 'gate '});
    const host = Object.assign(document.createElement('bdi'), {textContent: '(gate.example)'});
    body.append('the ', bold, 'here', host, document.createElement('p'), 'gate');
    const text = 'the gate here\ngate';
    const found = [
      {start: 4, end: 10},
      {start: 14, end: 18},
    ];
    expect(rangesOf(body, {text, found}).map(String)).to.deep.equal(['gate ', 'h', 'gate']);
  });

  it('how many there are is said once the words have settled, also that there are none (UX-I8f)', async () => {
    const thread = await open();
    const heard = ear();
    try {
      await search(thread, 'gate');
      await until(() => heard.lines.includes('1 result'));
      const input = field(thread);
      input.select();
      type(input, 'zebra');
      await until(() => thread.shadowRoot?.textContent?.includes('No results for “zebra”'));
      await until(() => heard.lines.includes('0 results'));
    } finally {
      heard.stop();
    }
  });

  it('what could not be searched is said, and Enter tries again (UX-I8f)', async () => {
    const thread = await open();
    await thread.search();
    chat.failNext('search', 'OFFLINE');
    type(field(thread), 'gate');
    await until(() => thread.shadowRoot?.querySelector('.told')?.textContent?.includes('You are offline'));
    press('Enter');
    await until(() => flashing(thread) === 'Crane and gate');
  });

  it('closes with its conversation, and leaves nothing behind', async () => {
    const before = chat.listeners;
    const thread = await open();
    await search(thread, 'crane');
    thread.conversation = 'other';
    await settled(thread);
    await until(() => !has(thread, '.find'));
    expect(marked()).to.deep.equal([]);
    unmountAll();
    await until(() => chat.listeners === before);
  });

  it('a key opens it where the host gives one, and the browser keeps its own otherwise (UX-K18)', async () => {
    const thread = await open();
    inside(thread, 'chat-composer', 'textarea').focus();
    expect(press('f', {ctrlKey: true}), 'the browser searches').to.equal(true);
    await settled(thread);
    expect(has(thread, '.find')).to.equal(false);
    thread.keymap = {search: 'Mod+F'};
    await settled(thread);
    expect(press('f', {ctrlKey: true})).to.equal(false);
    await until(() => has(thread, '.find') && focused() === field(thread));
  });

  it('is not offered where a host gives the messages', async () => {
    const thread = await mount('chat-thread', {chat, conversation: 'team', messages: team.history});
    expect(has(thread, '.finder')).to.equal(false);
  });
});
