import type {AppNotification} from '@parlor/sdk';
import {expect} from 'chai';
import {type FakeChat, fakeChat, startedAt} from '../../test/fake-chat.js';
import {
  faults,
  focused,
  has,
  inside,
  mount,
  press,
  settled,
  spokenName,
  unmountAll,
  until,
} from '../../test/fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatNotifications} from './chat-notifications.js';
import './define.js';

const told = (id: string, more: Partial<AppNotification> = {}): AppNotification => ({
  ...{id, at: startedAt, kind: 'order', title: `Order ${id} has shipped`, isRead: false},
  ...more,
});

describe('chat-notifications (PWP-NOTIFY-005)', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ben', {name: 'Ben Ray'});
  });
  afterEach(unmountAll);

  const open = async (...items: readonly AppNotification[]): Promise<ChatNotifications> => {
    chat.tell(...items);
    const element = await mount('chat-notifications', {chat}, {width: 420});
    await until(() => !element.shadowRoot?.textContent?.includes(strings.loading));
    await settled(element);
    return element;
  };
  const rows = (element: Element): HTMLElement[] => [
    ...(element.shadowRoot?.querySelectorAll<HTMLElement>('[role=listitem]') ?? []),
  ];
  const controls = (element: Element): HTMLElement[] => rows(element).map((row) => inside(row, '.open'));
  const called = (call: string): boolean => chat.calls.includes(call);

  it('lists who did what, and when, the newest first, with what is unread in words and in number (UX-N6a)', async () => {
    const element = await open(
      told('1', {actor: 'ben', title: 'follows you', link: '/people/ben'}),
      told('2', {isRead: true, body: 'Tomorrow before noon.'}),
    );
    const [first, second] = controls(element);
    expect(spokenName(first as HTMLElement)).to.match(/Ben Ray follows you.*, Unread/);
    expect(second?.textContent).to.contain('Order 2 has shipped').and.to.contain('Tomorrow before noon.');
    expect(second?.textContent).not.to.contain(strings.unread);
    expect(inside(element, '[part=badge]').textContent).to.equal('1');
    expect(element.unread).to.equal(1);
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`is accessible in ${scheme}`, async () => {
      const element = await open(told('1', {actor: 'ben', link: 'https://shop.example/1'}), told('2', {isRead: true}));
      expect(await faults(element, scheme)).to.deep.equal([]);
    });

  it('opening one fires an event that can be cancelled, and reads it (UX-N6b)', async () => {
    const element = await open(told('1', {link: '/orders/1'}));
    const links: unknown[] = [];
    element.addEventListener('chat-notification-open', (event) => {
      links.push([event.notification.id, event.link]);
      event.preventDefault();
    });
    const click = new MouseEvent('click', {bubbles: true, composed: true, cancelable: true});
    expect(controls(element)[0]?.dispatchEvent(click), 'the browser may go there').to.equal(false);
    expect(links).to.deep.equal([['1', new URL('/orders/1', location.href).href]]);
    await until(() => called('notifications.read 1') && !has(element, '[part=badge]'));
  });

  it('a reminder without a link opens its conversation; an address that would run is no link (UX-N6b)', async () => {
    const element = await open(
      told('1', {about: {conversation: 'c_1', message: 'm_1'}, title: 'Reminder', body: 'Ann: at ten'}),
      told('2', {link: 'javascript:alert(1)'}),
    );
    const opened: string[] = [];
    element.addEventListener('chat-open', (event) => opened.push(event.conversation));
    const [reminder, other] = controls(element);
    reminder?.click();
    expect(opened).to.deep.equal(['c_1']);
    expect(other?.localName).to.equal('button');
    other?.click();
    expect(opened.length).to.equal(1);
  });

  it('arrows, Home and End go from one to another, Tab finds one; Delete removes it, and the focus goes on (UX-N6c)', async () => {
    const element = await open(told('1'), told('2'), told('3'));
    const stops = () => controls(element).filter((one) => one.tabIndex === 0).length;
    expect(stops()).to.equal(1);
    controls(element)[0]?.focus();
    press('ArrowDown');
    await settled(element);
    expect(focused() === controls(element)[1]).to.equal(true);
    expect(stops()).to.equal(1);
    press('Delete');
    await until(() => called('notifications.remove 2') && rows(element).length === 2);
    await settled(element);
    expect(focused() === controls(element)[1], 'the one behind it').to.equal(true);
    press('Home');
    expect(focused() === controls(element)[0]).to.equal(true);
    press('End');
    expect(focused() === controls(element)[1]).to.equal(true);
  });

  it('all are read by one button, and the focus does not fall to the page (UX-N6c)', async () => {
    const element = await open(told('1'), told('2'));
    const button = inside(element, '.all');
    button.focus();
    button.click();
    await until(() => called('notifications.read all'));
    await settled(element);
    expect(has(element, '.all')).to.equal(false);
    expect(focused() === controls(element)[0]).to.equal(true);
  });

  it('a new one is announced politely, and none of those that were there (UX-N6d)', async () => {
    const said: string[] = [];
    const notifier = HTMLElement.prototype as unknown as Record<string, unknown>;
    const own = notifier['ariaNotify'];
    notifier['ariaNotify'] = (text: string, {priority}: {priority: string}) => void said.push(`${priority}: ${text}`);
    try {
      const element = await open(told('1'));
      expect(said).to.deep.equal([]);
      chat.tell(told('2', {actor: 'ben', title: 'follows you'}));
      await settled(element);
      expect(said).to.deep.equal(['normal: New notification: Ben Ray follows you']);
    } finally {
      if (own) notifier['ariaNotify'] = own;
      else delete notifier['ariaNotify'];
    }
  });

  it('older ones come on demand', async () => {
    chat.olderNotifications = [told('0', {isRead: true})];
    const element = await open(told('1'));
    inside(element, '.more').click();
    await until(() => rows(element).length === 2);
    await until(() => !has(element, '.more'));
  });

  it('says that there are none (UX-N6e)', async () => {
    const element = await open();
    expect(element.shadowRoot?.textContent).to.contain(strings.noNotifications);
  });

  it('says what could not be loaded and tries again; without a line, by itself with the next one (UX-N6e)', async () => {
    chat.failNext('notifications', 'FORBIDDEN');
    const element = await open();
    expect(inside(element, '[role=alert]').textContent)
      .to.contain(strings.notificationsFailed)
      .and.to.contain('FORBIDDEN');
    chat.failNext('notifications', 'OFFLINE');
    inside(element, '.action').click();
    await until(() => element.shadowRoot?.textContent?.includes(strings.notificationsOffline));
    expect(has(element, '.action')).to.equal(false);
    chat.connection.set({...chat.connection.get(), is: 'offline'});
    chat.tell(told('1'));
    chat.connection.set({...chat.connection.get(), is: 'online'});
    await until(() => rows(element).length === 1);
  });
});
