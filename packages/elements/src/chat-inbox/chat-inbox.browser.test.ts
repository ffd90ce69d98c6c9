import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {faults, focused, inside, listen, mount, settled, unmountAll, until} from '../../test/fixture.js';
import type {ChatInbox} from './chat-inbox.js';
import './define.js';
import '../chat-thread/define.js';

const row = (inbox: ChatInbox, id: string) => inside(inbox, 'chat-conversation-list', `[data-id="${id}"] .open`);
const isVisible = (inbox: ChatInbox, pane: string) => getComputedStyle(inside(inbox, pane)).visibility === 'visible';

describe('chat-inbox', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee', presence: 'online'});
    chat.add('Field team', {}, ['ann']).receive('ann', 'hello');
    chat.now += 1;
    chat.add('ann', {peer: 'ann'}).fill(20);
  });
  afterEach(unmountAll);
  const inbox = (properties: Partial<ChatInbox> = {}, width = 1000) =>
    mount('chat-inbox', {chat, ...properties}, {width, height: 600});

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}, both panes and one`, async () => {
      const element = await inbox({conversation: 'ann'});
      expect(await faults(element, scheme)).to.deep.equal([]);
      element.layout = 'stack';
      await settled(element);
      expect(await faults(element, scheme)).to.deep.equal([]);
    });
  }

  describe('its height', () => {
    const usual = Math.min(720, innerHeight - 16);
    const boxes: [name: string, box: string, own: string, height: number][] = [
      ['an empty page', '', '', usual],
      ['a parent with a least height', 'min-height: 100px', '', usual],
      ['a row of a grid as tall as what is in it', 'display: grid', '', usual],
      ['a token of the host', '--chat-height: 333px', '', 333],
      ['a parent with a height', 'height: 300px', '', 300],
      ['a height of its own', '', 'height: 310px', 310],
      ['a column with a header', 'display: flex; flex-direction: column; height: 400px', 'flex: 1', 350],
      ['a row', 'display: flex; height: 320px', 'flex: 1', 320],
      ['a grid', 'display: grid; grid-template-rows: auto 1fr; height: 410px', '', 360],
      [
        'a grid that is told it may shrink',
        'display: grid; grid-template-rows: auto minmax(0, 1fr); height: 420px',
        '',
        370,
      ],
      ['a dialog that fits its content', 'position: fixed; inline-size: 600px', '', usual],
      ['all of a box', 'position: relative; height: 430px', 'position: absolute; inset: 50px 0 0; height: auto', 380],
    ];
    for (const [name, box, own, height] of boxes)
      it(`${name}: ${height} px`, async () => {
        const element = await inbox();
        const parent = element.parentElement as HTMLElement;
        parent.style.cssText = box;
        if (/header|grid-template/.test(name + box)) {
          const header = document.createElement('header');
          header.style.cssText = 'height: 50px; flex: none';
          parent.prepend(header);
        }
        element.style.cssText = own;
        expect(element.getBoundingClientRect().height).to.equal(height);
        expect(element.getBoundingClientRect().width, 'as wide as its parent').to.equal(parent.clientWidth);
      });
  });

  it('without a choice it shows the list and a welcome', async () => {
    const element = await inbox();
    expect(isVisible(element, '.list')).to.equal(true);
    expect(inside(element, '.welcome').textContent).to.contain('Choose a conversation');
    expect(await faults(element)).to.deep.equal([]);
  });

  it('a row opens its conversation, in the attribute too, with the focus in the box (UX-K3)', async () => {
    const element = await inbox();
    row(element, 'ann').click();
    await until(() => focused()?.localName === 'textarea');
    expect(element.getAttribute('conversation')).to.equal('ann');
    expect(inside(element, 'chat-thread', 'h2').textContent?.trim()).to.equal('Ann Lee');
    expect(inside(element, 'chat-conversation-list', '[aria-selected=true]').dataset.id).to.equal('ann');
  });

  it('setting the attribute opens a conversation and leaves the focus alone (UX-A6)', async () => {
    const element = await inbox();
    element.setAttribute('conversation', 'Field team');
    await settled(element);
    expect(inside(element, 'chat-thread', 'h2').textContent?.trim()).to.equal('Field team');
    expect(focused() === document.body).to.equal(true);
  });

  it('a cancelled chat-open opens nothing (UX-E5)', async () => {
    const element = await inbox();
    element.addEventListener('chat-open', (event) => event.preventDefault());
    row(element, 'ann').click();
    await settled(element);
    expect(element.conversation).to.equal(undefined);
  });

  describe('narrower than 640 px', () => {
    it('shows one pane at a time; opening moves the focus to the title, back to the row (UX-I5a, UX-K3, UX-T6)', async () => {
      const element = await inbox({}, 400);
      expect(element.stacked).to.equal(true);
      expect(isVisible(element, '.thread')).to.equal(false);
      row(element, 'ann').click();
      await until(() => focused()?.localName === 'h2');
      expect(isVisible(element, '.list')).to.equal(false);
      expect(isVisible(element, '.thread')).to.equal(true);
      const back = inside(element, 'chat-thread', '.back');
      expect(getComputedStyle(back).display).not.to.equal('none');
      back.click();
      await until(() => focused() === row(element, 'ann'));
      expect(element.hasAttribute('conversation')).to.equal(false);
    });

    it('the list keeps its place (UX-I5b)', async () => {
      chat.addMany(60, (at) => ({id: `Group ${at}`, lastActivity: 1_000 - at}));
      const element = await inbox({}, 400);
      const scroller = inside(element, 'chat-conversation-list', '.scroller');
      scroller.scrollTop = 700;
      element.conversation = 'ann';
      await settled(element);
      element.conversation = undefined;
      await settled(element);
      expect(scroller.scrollTop).to.equal(700);
    });

    it('fits into 280 px', async () => {
      const element = await inbox({conversation: 'ann'}, 280);
      expect(element.scrollWidth).to.be.at.most(280);
    });

    it('makes no history entries by itself (UX-I5b)', async () => {
      const element = await inbox({}, 400);
      const before = history.length;
      row(element, 'ann').click();
      await until(() => element.conversation);
      expect(history.length).to.equal(before);
    });

    it('with history="push" the browser’s back button leads to the list (UX-I5b)', async () => {
      const element = await inbox({history: 'push'}, 400);
      row(element, 'ann').click();
      await until(() => element.conversation);
      history.back();
      await until(() => element.conversation === undefined);
      await until(() => focused() === row(element, 'ann'));
    });
  });

  it('layout="split" keeps both panes however narrow (UX-T6)', async () => {
    const element = await inbox({conversation: 'ann', layout: 'split'}, 600);
    expect(element.stacked).to.equal(false);
  });

  it('in data mode needs no chat (UX-E3)', async () => {
    const conversations = [...chat.conversations.values()].flatMap(({state}) => state.get() ?? []);
    const {messages} = chat.conversation('ann').timeline.get();
    const element = await mount('chat-inbox', {conversations, messages, conversation: 'Field team'});
    expect(inside(element, 'chat-thread', 'h2').textContent?.trim()).to.equal('Field team');
  });

  it('what went wrong inside reaches the host (UX-E12)', async () => {
    const element = await inbox();
    const errors = listen('chat-error');
    chat.failNext('send', 'OUTBOX_FULL');
    element.conversation = 'ann';
    await settled(element);
    const composer = element.shadowRoot?.querySelector('chat-thread')?.shadowRoot?.querySelector('chat-composer');
    if (!composer) throw new Error('no composer');
    composer.value = 'hi';
    composer.send();
    await until(() => errors.length > 0);
    expect(errors[0]?.code).to.equal('OUTBOX_FULL');
  });

  it('survives being moved in the page and leaves nothing behind (UX-E6)', async () => {
    const before = chat.listeners;
    const element = await inbox({conversation: 'ann'});
    const other = document.createElement('div');
    document.body.append(other);
    other.append(element);
    await settled(element);
    row(element, 'Field team').click();
    await until(() => inside(element, 'chat-thread', 'h2').textContent?.trim() === 'Field team');
    other.remove();
    // an element that is only moved keeps its conversation open: it is let go a moment later
    await Promise.resolve();
    expect(chat.listeners).to.equal(before);
  });
});
