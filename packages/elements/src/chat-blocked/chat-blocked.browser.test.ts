import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {
  faults,
  focused,
  has,
  inside,
  mount,
  plain,
  press,
  settled,
  spokenName,
  unmountAll,
  until,
} from '../../test/fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatBlocked} from './chat-blocked.js';
import './define.js';

describe('chat-blocked (PWP-BLOCK-001)', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    for (const [id, name] of Object.entries({ben: 'Ben Ray', cem: 'Cem Oz', dana: 'Dana Fox'})) chat.person(id, {name});
  });
  afterEach(unmountAll);

  const open = async (...users: readonly string[]): Promise<ChatBlocked> => {
    chat.people.blocks.set(users);
    const element = await mount('chat-blocked', {chat}, {width: 420});
    await until(() => !element.shadowRoot?.textContent?.includes(strings.loading));
    await settled(element);
    return element;
  };
  const buttons = (element: Element): HTMLElement[] => [
    ...(element.shadowRoot?.querySelectorAll<HTMLElement>('.unblock') ?? []),
  ];
  const names = (element: Element): string[] =>
    [...(element.shadowRoot?.querySelectorAll('.who') ?? [])].map(({textContent}) => textContent ?? '');

  it('lists whom the reader blocks, the newest first, and follows what is done elsewhere (UX-N7a)', async () => {
    const element = await open('cem', 'ben');
    expect(names(element)).to.deep.equal(['Cem Oz', 'Ben Ray']);
    chat.people.blocks.set(['dana', 'cem']);
    await settled(element);
    expect(names(element)).to.deep.equal(['Dana Fox', 'Cem Oz']);
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`is accessible in ${scheme}`, async () => {
      expect(await faults(await open('ben', 'cem'), scheme)).to.deep.equal([]);
    });

  it('a button takes a block back; its name says whose, and that it is done is said politely (UX-N7b)', async () => {
    const said: string[] = [];
    const notifier = HTMLElement.prototype as unknown as Record<string, unknown>;
    const own = notifier['ariaNotify'];
    notifier['ariaNotify'] = (text: string, {priority}: {priority: string}) =>
      void said.push(`${priority}: ${plain(text)}`);
    try {
      const element = await open('ben', 'cem');
      const [first] = buttons(element);
      expect(spokenName(first as HTMLElement)).to.equal('Unblock Ben Ray');
      first?.click();
      await until(() => names(element).length === 1);
      expect(chat.calls).to.include('unblock ben');
      await until(() => said.length > 0);
      expect(said).to.deep.equal(['normal: You unblocked Ben Ray']);
    } finally {
      if (own) notifier['ariaNotify'] = own;
      else delete notifier['ariaNotify'];
    }
  });

  it('what could not be kept on the device is said, and the person stays (UX-N7b)', async () => {
    const element = await open('ben');
    const errors: string[] = [];
    element.addEventListener('chat-error', ({code}) => errors.push(code));
    chat.failNext('unblock', 'INTERNAL');
    buttons(element)[0]?.click();
    await until(() => errors.length > 0);
    expect(errors).to.deep.equal(['INTERNAL']);
    expect(names(element)).to.deep.equal(['Ben Ray']);
  });

  it('is one stop of the Tab key: arrows, Home and End go on; with its person gone the focus goes to the next, at last to the title (UX-N7c)', async () => {
    const element = await open('ben', 'cem', 'dana');
    const stops = () => buttons(element).filter(({tabIndex}) => tabIndex === 0).length;
    expect(stops()).to.equal(1);
    buttons(element)[0]?.focus();
    press('ArrowDown');
    await settled(element);
    expect(focused() === buttons(element)[1]).to.equal(true);
    expect(stops()).to.equal(1);
    buttons(element)[1]?.click();
    await until(() => names(element).length === 2);
    await settled(element);
    expect(spokenName(focused() as HTMLElement)).to.equal('Unblock Dana Fox');
    press('Home');
    expect(spokenName(focused() as HTMLElement)).to.equal('Unblock Ben Ray');
    press('End');
    for (const left of [1, 0]) {
      (focused() as HTMLElement).click();
      await until(() => names(element).length === left);
      await settled(element);
    }
    expect(focused()?.localName).to.equal('h2');
  });

  it('says that nobody is blocked (UX-N7d)', async () => {
    const element = await open();
    expect(element.shadowRoot?.textContent).to.contain(strings.nobodyBlocked);
  });

  it('says what could not be loaded and tries again; without a line, by itself with the next one (UX-N7d)', async () => {
    chat.failNext('blocked', 'FORBIDDEN');
    const element = await open('ben');
    expect(inside(element, '[role=alert]').textContent).to.contain(strings.blockedFailed).and.to.contain('FORBIDDEN');
    chat.failNext('blocked', 'OFFLINE');
    inside(element, '.action').click();
    await until(() => element.shadowRoot?.textContent?.includes(strings.blockedOffline));
    expect(has(element, '.action')).to.equal(false);
    chat.goOffline();
    chat.goOnline();
    await until(() => names(element).length === 1);
  });

  it('shows whom the next chat blocks, not what was on its way for the one before', async () => {
    const element = await open('ben');
    const other = fakeChat('other');
    other.person('zoe', {name: 'Zoe'});
    other.people.blocks.set(['zoe']);
    element.chat = other;
    await until(() => names(element).join() === 'Zoe');
  });

  it('opens as a dialog, which Escape closes', async () => {
    chat.people.blocks.set(['ben']);
    const element = await mount('chat-blocked', {chat});
    await element.show();
    await until(() => names(element).length === 1);
    expect(inside(element, 'dialog').matches(':modal')).to.equal(true);
    expect(await faults(element)).to.deep.equal([]);
    const closed = new Promise((resolve) => element.addEventListener('close', resolve));
    (inside(element, 'dialog') as HTMLDialogElement).close();
    await closed;
  });
});
