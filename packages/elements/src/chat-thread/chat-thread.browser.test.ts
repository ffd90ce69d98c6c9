import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {
  faults,
  focused,
  has,
  inside,
  listen,
  mount,
  plain,
  press,
  settled,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatComposer} from '../chat-composer/chat-composer.js';
import {ChatEditEvent, ChatReplyEvent} from '../events.js';
import type {ChatThread} from './chat-thread.js';
import './define.js';
import '../chat-provider/define.js';

const title = (thread: ChatThread) => inside(thread, 'h2').textContent?.trim();
const composer = (thread: ChatThread) => inside(thread, 'chat-composer') as ChatComposer;

describe('chat-thread', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee', presence: 'online'});
    chat.add('ann', {peer: 'ann'}).fill(20);
    chat.add('Field team', {}, ['ann', 'bob']).receive('ann', 'hello');
  });
  afterEach(unmountAll);
  const thread = (properties: Partial<ChatThread> = {}) =>
    mount('chat-thread', {chat, conversation: 'ann', ...properties});

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}`, async () => {
      expect(await faults(await thread(), scheme)).to.deep.equal([]);
    });
  }

  it('names the person and their presence, or the group and its size', async () => {
    const element = await thread();
    expect(title(element)).to.equal('Ann Lee');
    expect(inside(element, '.about').textContent).to.equal('online');
    element.conversation = 'Field team';
    await settled(element);
    expect(title(element)).to.equal('Field team');
    expect(inside(element, '.about').textContent).to.equal('3 members');
  });

  it('a title takes the direction of its words, and stands where other titles stand (UX-M14b)', async () => {
    const element = await thread();
    element.dir = 'rtl';
    const heading = inside(element, 'h2') as HTMLElement;
    const end = (): number => {
      const range = document.createRange();
      range.selectNodeContents(heading);
      return range.getBoundingClientRect().right;
    };
    expect(getComputedStyle(heading).direction).to.equal('ltr');
    const short = end();
    expect(short, 'beside the picture').to.be.closeTo(heading.getBoundingClientRect().right, 1);
    chat.person('ann', {name: 'ليلى حداد'});
    await settled(element);
    expect(getComputedStyle(heading).direction).to.equal('rtl');
    expect(end()).to.be.closeTo(short, 1);
  });

  it('says when somebody was last there, only if it is known (UX-P1b)', async () => {
    chat.person('ann', {presence: 'offline', lastSeen: Date.now() - 60_000});
    const element = await thread();
    expect(inside(element, '.about').textContent).to.match(/^last seen \d/);
    const {lastSeen: _, ...unknown} = chat.people.person('ann').get();
    chat.people.person('ann').set(unknown);
    await settled(element);
    expect(has(element, '.about')).to.equal(false);
  });

  it('without a conversation it asks to choose one', async () => {
    const element = await thread({conversation: ''});
    expect(element.shadowRoot?.textContent).to.contain('Choose a conversation');
    expect(await faults(element)).to.deep.equal([]);
  });

  it('a conversation that is not there is told in words (UX-S4)', async () => {
    const unknown = chat.conversation('secret');
    unknown.timeline.set({...unknown.timeline.get(), failed: {edge: 'first', code: 'NOT_FOUND'}});
    const element = await thread({conversation: 'secret'});
    expect(inside(element, '.state').textContent).to.contain('cannot be opened');
    expect(has(element, 'chat-composer')).to.equal(false);
  });

  it('somebody who was removed still reads, and is told why they cannot write (UX-C16b)', async () => {
    const element = await thread({conversation: 'Field team'});
    chat.conversation('Field team').change({membership: 'removed', writable: false});
    await settled(element);
    expect(has(element, 'chat-log')).to.equal(true);
    expect(composer(element).shadowRoot?.textContent).to.contain('no longer a member');
  });

  it('a wish to answer or edit in the log goes to the box, with the focus', async () => {
    const element = await thread();
    const {messages} = chat.conversation('ann').timeline.get();
    const [theirs, own] = [messages.find((one) => !one.own), messages.find((one) => one.own)];
    if (!theirs || !own) throw new Error('the fixture lacks messages');
    inside(element, 'chat-log').dispatchEvent(new ChatReplyEvent(theirs));
    await until(() => focused()?.localName === 'textarea');
    expect(composer(element).replyTo?.id).to.equal(theirs.id);
    inside(element, 'chat-log').dispatchEvent(new ChatEditEvent(own));
    await settled(element);
    expect(composer(element).editing?.id).to.equal(own.id);
    expect(composer(element).value).to.equal(own.content.text);
  });

  it('Escape peels one layer, then leads from the box to the messages (UX-C7b, UX-K11)', async () => {
    const element = await thread();
    const box = composer(element);
    box.replyTo = chat.conversation('ann').timeline.get().messages[0];
    type(inside(box, 'textarea') as HTMLTextAreaElement, 'x');
    press('Escape');
    expect(focused()?.localName).to.equal('textarea');
    press('Escape');
    await until(() => focused()?.localName !== 'textarea');
    expect(element.shadowRoot?.activeElement?.localName).to.equal('chat-log');
    press('Escape');
    await until(() => focused()?.localName === 'textarea', 'and from a message back to the box');
  });

  it('PageUp and PageDown scroll the messages while the text is one line (UX-K12)', async () => {
    chat.conversation('ann').fill(200);
    const element = await thread();
    const scroller = await until(() => inside(element, 'chat-log').shadowRoot?.querySelector('.scroller'));
    await until(() => scroller.scrollHeight > 2 * scroller.clientHeight);
    const area = inside(composer(element), 'textarea') as HTMLTextAreaElement;
    type(area, 'one line');
    expect(press('PageUp'), 'the box does nothing with it').to.equal(false);
    await until(() => scroller.scrollTop < -0.7 * scroller.clientHeight);
    expect(focused() === area).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const before = scroller.scrollTop;
    press('PageDown');
    await until(() => scroller.scrollTop - before > 0.7 * scroller.clientHeight);
    composer(element).value = 'two\nlines';
    await settled(element);
    expect(press('PageUp'), 'in several lines it moves the caret').to.equal(true);
  });

  it('somebody starting or stopping to type moves nothing (UX-L16)', async () => {
    const element = await thread();
    const before = inside(element, 'chat-log').getBoundingClientRect();
    chat.conversation('ann').type('ann');
    await until(() => plain(inside(element, 'chat-typing').shadowRoot?.textContent).includes('typing…'));
    expect(inside(element, 'chat-log').getBoundingClientRect()).to.deep.equal(before);
    expect(inside(element, 'chat-typing').offsetHeight).to.equal(20);
  });

  it('a growing box takes at most 40 % of the pane, and then scrolls (UX-C3a)', async () => {
    const element = await thread();
    composer(element).value = 'line\n'.repeat(40);
    await settled(element);
    const area = inside(composer(element), 'textarea');
    expect(area.offsetHeight).to.be.at.most(Math.ceil(element.offsetHeight * 0.4));
    expect(area.scrollHeight).to.be.greaterThan(area.offsetHeight);
    expect(element.scrollHeight).to.equal(element.clientHeight);
  });

  it('a box grows line by line, and the last message stays right above it (UX-C3ab, UX-L6a)', async () => {
    const element = await thread();
    const log = inside(element, 'chat-log');
    const area = inside(composer(element), 'textarea');
    const last = await until(() => [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].at(-1));
    const gap = () => log.getBoundingClientRect().bottom - last.getBoundingClientRect().bottom;
    const before = gap();
    const heights: number[] = [];
    for (let lines = 1; lines <= 14; lines++) {
      composer(element).value = Array.from({length: lines}, () => 'line').join('\n');
      await settled(element);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      heights.push(area.offsetHeight);
      expect(Math.abs(gap() - before), `${lines} lines`).to.be.at.most(1);
    }
    expect(heights.slice(1, 9).map((height, at) => height - (heights[at] ?? 0))).to.deep.equal(Array(8).fill(22));
    expect(heights[13], 'ten lines, then it scrolls').to.equal(heights[9]);
    expect(area.scrollHeight).to.be.greaterThan(area.offsetHeight);
    composer(element).rowsMax = 3;
    await settled(element);
    expect(area.offsetHeight, '`rows-max`').to.equal(heights[2]);
  });

  it('the back button tells so, and is there only when wanted', async () => {
    const element = await thread();
    expect(getComputedStyle(inside(element, '.back')).display).to.equal('none');
    element.back = true;
    await settled(element);
    const back = listen('chat-back');
    inside(element, '.back').click();
    expect(back).to.have.length(1);
  });

  it('the details open as a dialog, unless the host takes the event', async () => {
    const element = await thread();
    const button = inside(element, '[aria-haspopup=dialog]');
    element.addEventListener('chat-details', (event) => event.preventDefault(), {once: true});
    button.click();
    await settled(element);
    expect(has(element, 'chat-details')).to.equal(false);
    button.click();
    await until(() => element.shadowRoot?.querySelector('chat-details')?.shadowRoot?.querySelector('dialog[open]'));
  });

  it('fits into 320 px without scrolling sideways (WCAG 1.4.10)', async () => {
    const element = await mount('chat-thread', {chat, conversation: 'ann', back: true}, {width: 320, height: 480});
    expect(element.scrollWidth).to.be.at.most(320);
    for (const part of element.shadowRoot?.querySelectorAll('.header, chat-log, chat-composer') ?? []) {
      expect(part.getBoundingClientRect().right).to.be.at.most(element.getBoundingClientRect().right + 0.5);
    }
  });

  it('in data mode needs no chat (UX-E3)', async () => {
    const {messages} = chat.conversation('ann').timeline.get();
    const about = chat.conversation('Field team').state.get();
    const element = await mount('chat-thread', {messages, ...(about && {about})});
    expect(title(element)).to.equal('Field team');
    await until(
      () =>
        inside(element, 'chat-log').shadowRoot?.textContent?.includes('Message') ||
        inside(element, 'chat-log').shadowRoot?.querySelector('chat-message'),
    );
  });

  it('survives being moved in the page and leaves nothing behind (UX-E6)', async () => {
    const before = chat.listeners;
    const element = await thread();
    const other = document.createElement('div');
    other.style.blockSize = '500px';
    document.body.append(other);
    other.append(element);
    await settled(element);
    chat.person('ann', {presence: 'away'});
    await settled(element);
    expect(inside(element, '.about').textContent).to.equal('away');
    other.remove();
    // an element that is only moved keeps its conversation open: it is let go a moment later
    await Promise.resolve();
    expect(chat.listeners).to.equal(before);
  });
});
