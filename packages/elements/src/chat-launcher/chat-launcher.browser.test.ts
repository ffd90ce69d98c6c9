import {sendKeys, setViewport} from '@web/test-runner-commands';
import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {faults, focused, has, inside, press, settled, unmountAll, until} from '../../test/fixture.js';
import type {ChatInbox} from '../chat-inbox/chat-inbox.js';
import type {ChatLauncher} from './chat-launcher.js';
import './define.js';

describe('chat-launcher', () => {
  let chat: FakeChat;
  let launcher: ChatLauncher;
  let before: HTMLButtonElement;
  let after: HTMLButtonElement;
  beforeEach(async () => {
    await setViewport({width: 1000, height: 800});
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('a', {peer: 'ann'}).fill(5);
    for (const text of ['one', 'two', 'three']) chat.conversation('a').receive('ann', text);
    chat.add('Field team', {}, ['bob']);
  });
  afterEach(async () => {
    for (const element of [before, after, launcher]) element?.remove();
    unmountAll();
    await setViewport({width: 1000, height: 800});
  });

  /** Between two buttons of the page. */
  async function launch(properties: Partial<ChatLauncher> = {}, ...content: Element[]): Promise<ChatLauncher> {
    before = document.createElement('button');
    after = document.createElement('button');
    before.textContent = 'before';
    after.textContent = 'after';
    launcher = Object.assign(document.createElement('chat-launcher'), {chat, ...properties});
    launcher.append(...content);
    document.body.append(before, launcher, after);
    await settled(launcher);
    return launcher;
  }
  const button = () => inside(launcher, '.launch');
  const panel = () => inside(launcher, 'dialog') as HTMLDialogElement;
  const inbox = () => launcher.shadowRoot?.querySelector('chat-inbox') as ChatInbox;
  const isIn = (root: Element | ShadowRoot | null | undefined) =>
    root?.contains(launcher.shadowRoot?.activeElement ?? null);
  const rowHasFocus = () => !!focused()?.closest('[data-id]');

  it('is a button that says how much is unread, and what it opens (UX-R5)', async () => {
    await launch();
    expect(button().getAttribute('aria-label')).to.equal('Messages, 3 unread');
    expect(button().getAttribute('aria-haspopup')).to.equal('dialog');
    expect(button().getAttribute('aria-expanded')).to.equal('false');
    expect(inside(launcher, '.badge').dataset['count']).to.equal('3');
    chat.conversation('a').markRead(8);
    await settled(launcher);
    expect(button().getAttribute('aria-label')).to.equal('Messages');
    expect(has(launcher, '.badge')).to.equal(false);
    expect(button().getBoundingClientRect().width).to.be.at.least(44);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible closed and open, in ${scheme}`, async () => {
      await launch();
      expect(await faults(launcher, scheme)).to.deep.equal([]);
      launcher.show();
      await until(() => inbox()?.shadowRoot?.querySelector('chat-conversation-list'));
      await until(rowHasFocus);
      expect(await faults(launcher, scheme)).to.deep.equal([]);
    });
  }

  it('nothing of the inbox is there before it is opened; then it stays, with what was done in it', async () => {
    await launch();
    expect(inbox()).to.equal(null);
    button().click();
    await until(rowHasFocus);
    inbox().conversation = 'a';
    await settled(launcher);
    launcher.hide();
    await settled(launcher);
    expect(panel().matches(':popover-open')).to.equal(false);
    launcher.show();
    await settled(launcher);
    expect(inbox().conversation).to.equal('a');
  });

  it('Enter opens it and the focus goes in; Escape closes it and the focus comes back (UX-K17)', async () => {
    await launch();
    button().focus();
    await sendKeys({press: 'Enter'});
    await until(rowHasFocus);
    expect(button().getAttribute('aria-expanded')).to.equal('true');
    expect(panel().matches(':popover-open')).to.equal(true);
    press('Escape');
    await settled(launcher);
    expect(launcher.open).to.equal(false);
    expect(focused() === button()).to.equal(true);
    await sendKeys({press: ' '});
    await until(rowHasFocus);
  });

  it('Escape goes outward layer by layer: from the box to the messages, from those out of the panel (UX-C7b)', async () => {
    await launch();
    launcher.show('a');
    await until(() => inbox()?.shadowRoot?.querySelector('chat-thread')?.shadowRoot?.querySelector('chat-composer'));
    const thread = inside(inbox(), 'chat-thread');
    await settled(thread);
    inside(thread, 'chat-composer').focus();
    await until(() => focused()?.localName === 'textarea');
    press('Escape');
    await until(() => focused()?.localName === 'article');
    // what answers keys loads with the focus
    await until(() =>
      thread.shadowRoot?.querySelector('chat-log')?.shadowRoot?.activeElement?.shadowRoot?.querySelector('.toolbar'),
    );
    press('Escape');
    await settled(launcher);
    expect(launcher.open).to.equal(false);
    expect(focused() === button()).to.equal(true);
  });

  it('a dialog inside it has Escape for itself', async () => {
    await launch();
    launcher.show('a');
    const thread = await until(() => inbox()?.shadowRoot?.querySelector('chat-thread'));
    const details = await until(() => thread.shadowRoot?.querySelector<HTMLElement>('[aria-haspopup=dialog]'));
    details.click();
    await until(() => thread.shadowRoot?.querySelector('chat-details')?.shadowRoot?.querySelector('dialog[open]'));
    press('Escape');
    await settled(launcher);
    expect(launcher.open).to.equal(true);
  });

  it('on a desk it is no trap: Tab leaves it, the page can be used meanwhile (UX-K17, WCAG 2.1.2)', async () => {
    await launch();
    launcher.show();
    await until(rowHasFocus);
    expect(panel().matches(':modal')).to.equal(false);
    let presses = 0;
    for (; presses < 12 && document.activeElement === launcher; presses++) await sendKeys({press: 'Tab'});
    expect(document.activeElement === launcher, `still inside after ${presses}`).to.equal(false);
    before.focus();
    expect(document.activeElement === before).to.equal(true);
    expect(launcher.open).to.equal(true);
    launcher.hide();
    await settled(launcher);
    expect(document.activeElement === before, 'the focus was elsewhere and stays there').to.equal(true);
  });

  it('tells the host before and after, and the host may cancel (UX-E5)', async () => {
    await launch();
    const told: string[] = [];
    const note = ({type}: Event) => told.push(type);
    for (const type of ['chat-show', 'chat-shown', 'chat-hide', 'chat-hidden'] as const)
      launcher.addEventListener(type, note);
    const cancel = (event: Event) => event.preventDefault();
    launcher.addEventListener('chat-show', cancel);
    expect(launcher.show()).to.equal(false);
    expect(launcher.open).to.equal(false);
    launcher.removeEventListener('chat-show', cancel);
    expect(launcher.show()).to.equal(true);
    await settled(launcher);
    launcher.addEventListener('chat-hide', cancel);
    expect(launcher.hide()).to.equal(false);
    launcher.removeEventListener('chat-hide', cancel);
    launcher.hide();
    await settled(launcher);
    expect(told).to.deep.equal(['chat-show', 'chat-show', 'chat-shown', 'chat-hide', 'chat-hide', 'chat-hidden']);
  });

  it('holds what stands inside it instead of the inbox', async () => {
    const own = document.createElement('p');
    own.textContent = 'Call us';
    await launch({}, own);
    launcher.show();
    await settled(launcher);
    expect(inbox()).to.equal(null);
    expect(own.getBoundingClientRect().width).to.be.greaterThan(100);
    expect(isIn(panel())).to.equal(true);
  });

  it('stands in the corner it is given, and the panel beside it, inside the window', async () => {
    for (const dir of ['ltr', 'rtl'] as const) {
      document.documentElement.dir = dir;
      for (const placement of ['bottom-end', 'bottom-start', 'top-end', 'top-start'] as const) {
        await launch({placement, offset: 30});
        launcher.show();
        await settled(launcher);
        for (const animation of panel().getAnimations()) animation.finish();
        const at = button().getBoundingClientRect();
        const box = panel().getBoundingClientRect();
        const isLeft = placement.endsWith('start') === (dir === 'ltr');
        const name = `${dir} ${placement}`;
        expect(isLeft ? at.left : innerWidth - at.right, name).to.be.closeTo(30, 16);
        expect(placement.startsWith('top') ? at.top : innerHeight - at.bottom, name).to.be.closeTo(30, 1);
        expect(isLeft ? box.left : innerWidth - box.right, name).to.be.closeTo(30, 16);
        expect(box.top, name).to.be.at.least(0);
        expect(box.bottom, name).to.be.at.most(innerHeight);
        const isApart = placement.startsWith('top') ? box.top >= at.bottom : box.bottom <= at.top;
        expect(isApart, `${name}: it covers no button`).to.equal(true);
        for (const element of [before, after, launcher]) element.remove();
      }
    }
    document.documentElement.removeAttribute('dir');
  });

  describe('on a phone', () => {
    // as wide as a phone's may be that every engine's window can take
    beforeEach(() => setViewport({width: 460, height: 700}));

    it('the panel takes the whole screen, is modal, and has a button to close it (UX-T6)', async () => {
      await launch();
      launcher.show();
      await until(rowHasFocus);
      expect(panel().matches(':modal')).to.equal(true);
      for (const animation of panel().getAnimations()) animation.finish();
      const {left, top, width, height} = panel().getBoundingClientRect();
      expect([left, top, width, height]).to.deep.equal([0, 0, innerWidth, innerHeight]);
      expect(await faults(launcher)).to.deep.equal([]);
      inside(launcher, '.bar button').click();
      await settled(launcher);
      expect(launcher.open).to.equal(false);
      expect(focused() === button()).to.equal(true);
    });

    it('the back gesture closes it, unless the host cancels', async () => {
      await launch();
      launcher.show();
      await until(rowHasFocus);
      const cancel = (event: Event) => event.preventDefault();
      launcher.addEventListener('chat-hide', cancel);
      panel().dispatchEvent(new Event('cancel', {cancelable: true}));
      expect(launcher.open).to.equal(true);
      launcher.removeEventListener('chat-hide', cancel);
      panel().dispatchEvent(new Event('cancel', {cancelable: true}));
      await settled(launcher);
      expect(launcher.open).to.equal(false);
    });

    it('it follows what the keyboard leaves of the screen, the box right above it, one write a frame (UX-C14b)', async () => {
      const real = Object.getOwnPropertyDescriptor(window, 'visualViewport') as PropertyDescriptor;
      const phone = Object.assign(new EventTarget(), {offsetTop: 0, height: 700, scale: 1});
      Object.defineProperty(window, 'visualViewport', {configurable: true, value: phone});
      try {
        await launch();
        launcher.show('a');
        await until(() =>
          inbox()?.shadowRoot?.querySelector('chat-thread')?.shadowRoot?.querySelector('chat-composer'),
        );
        const thread = inside(inbox(), 'chat-thread');
        await settled(thread);
        for (const animation of panel().getAnimations()) animation.finish();
        let writes = 0;
        const {style} = panel();
        const write = style.setProperty.bind(style);
        style.setProperty = (...given: [string, string]) => {
          if (given[0] === '--_height') writes++;
          write(...given);
        };
        for (let step = 1; step <= 10; step++) {
          Object.assign(phone, {height: 700 - 30 * step, offsetTop: 4 * step});
          phone.dispatchEvent(new Event('resize'));
          phone.dispatchEvent(new Event('scroll'));
        }
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        expect(writes).to.equal(1);
        const {top, bottom} = panel().getBoundingClientRect();
        expect(top).to.be.closeTo(40, 1);
        expect(bottom).to.be.closeTo(440, 1);
        const composer = inside(thread, 'chat-composer').getBoundingClientRect();
        expect(composer.bottom, 'the end of the box').to.be.closeTo(440, 1);
        launcher.hide();
        await settled(launcher);
        expect(panel().style.getPropertyValue('--_height')).to.equal('');
        phone.dispatchEvent(new Event('resize'));
        await new Promise(requestAnimationFrame);
        expect(panel().style.getPropertyValue('--_height'), 'closed, it follows nothing').to.equal('');
      } finally {
        Object.defineProperty(window, 'visualViewport', real);
      }
    });

    it('turned into a wide one while open, it lies beside its button again', async () => {
      await launch();
      launcher.show();
      await until(rowHasFocus);
      await setViewport({width: 1000, height: 800});
      await until(() => panel().matches(':popover-open'));
      expect(panel().matches(':modal')).to.equal(false);
      expect(panel().getBoundingClientRect().width).to.be.at.most(400);
    });
  });

  it('leaves nothing behind (UX-E6)', async () => {
    const listeners = chat.listeners;
    await launch();
    launcher.show();
    await until(rowHasFocus);
    launcher.remove();
    await until(() => chat.listeners === listeners);
  });

  describe('on a phone', () => {
    const depth = () => history.length;
    const back = async (steps = -1) => {
      const gone = new Promise((resolve) => addEventListener('popstate', resolve, {once: true}));
      history.go(steps);
      await gone;
      await settled(launcher);
    };
    const openConversation = async () => {
      await until(rowHasFocus);
      inside(inbox(), 'chat-conversation-list', '[data-id=a] .open').click();
      await until(() => inbox().conversation === 'a');
      await settled(launcher);
    };
    beforeEach(() => setViewport({width: 460, height: 700}));

    it('the back gesture leads from the conversation to the list, and from there out (UX-I5c)', async () => {
      await launch();
      launcher.show();
      await openConversation();
      panel().dispatchEvent(new Event('cancel', {cancelable: true}));
      await until(() => inbox().conversation === undefined);
      expect(launcher.open).to.equal(true);
      panel().dispatchEvent(new Event('cancel', {cancelable: true}));
      expect(launcher.open).to.equal(false);
    });

    it('so does the button before the name (UX-I5c)', async () => {
      await launch();
      launcher.show();
      await openConversation();
      const button = inside(inbox(), 'chat-thread', '.back');
      expect(button.checkVisibility()).to.equal(true);
      button.click();
      await until(() => inbox().conversation === undefined);
      await until(rowHasFocus);
      expect(launcher.open).to.equal(true);
    });

    it('it makes no history entries by itself (UX-I5c)', async () => {
      const entries = depth();
      await launch();
      launcher.show();
      await openConversation();
      expect(depth()).to.equal(entries);
    });

    it('with history="push" the browser goes back in the same steps, and forward (UX-I5c)', async () => {
      await launch({history: 'push'});
      launcher.show();
      await openConversation();
      await back();
      expect(inbox().conversation).to.equal(undefined);
      expect(launcher.open).to.equal(true);
      await back();
      expect(launcher.open).to.equal(false);
      await back(2);
      expect(launcher.open).to.equal(true);
      await back(-2);
      expect(launcher.open).to.equal(false);
    });

    it('closed by its button it leaves no entry behind, and opens again where it was (UX-I5c)', async () => {
      await launch({history: 'push'});
      launcher.show();
      await openConversation();
      const gone = new Promise((resolve) => addEventListener('popstate', resolve, {once: true}));
      inside(launcher, '.bar button').click();
      await gone;
      expect(history.state?.parlorPanel).to.equal(undefined);
      expect(history.state?.parlorConversation).to.equal(undefined);
      launcher.show();
      await until(() => history.state?.parlorConversation === 'a');
      expect(inbox().conversation).to.equal('a');
      await back();
      expect(inbox().conversation).to.equal(undefined);
      expect(launcher.open).to.equal(true);
      await back();
      expect(launcher.open).to.equal(false);
    });
  });

  it('parts of what is inside are styled from here (UX-E19)', async () => {
    const style = document.createElement('style');
    style.textContent = `
      chat-launcher::part(row-name) { letter-spacing: 3px; }
      chat-launcher::part(message-bubble) { letter-spacing: 4px; }
      chat-launcher::part(composer-input) { letter-spacing: 5px; }
      chat-launcher::part(avatar-face) { letter-spacing: 6px; }
      chat-launcher::part(typing-dots), chat-launcher::part(list-header) { letter-spacing: 7px; }`;
    document.head.append(style);
    await launch();
    launcher.show('a');
    await until(() => inbox()?.shadowRoot?.querySelector('chat-thread')?.shadowRoot?.querySelector('chat-log'));
    await settled(launcher);
    const spacing = (...way: string[]) => getComputedStyle(inside(inbox(), ...way)).letterSpacing;
    expect(spacing('chat-conversation-list', '.name')).to.equal('3px');
    expect(spacing('chat-conversation-list', '.header')).to.equal('7px');
    expect(spacing('chat-conversation-list', 'chat-avatar', '[part=face]')).to.equal('6px');
    expect(spacing('chat-thread', 'chat-log', 'chat-message', '.bubble')).to.equal('4px');
    expect(spacing('chat-thread', 'chat-composer', 'textarea')).to.equal('5px');
    style.remove();
  });
});
