import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {faults, has, inside, mount, settled, spokenName, unmountAll, until} from '../../test/fixture.js';
import './define.js';

describe('chat-badge', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.add('a', {peer: 'ann'}).receive('ann', 'one');
    chat.conversation('a').receive('ann', 'two');
  });
  afterEach(unmountAll);

  it('shows what is unread, and nothing where nothing is', async () => {
    const badge = await mount('chat-badge', {chat});
    expect(inside(badge, '[part=badge]').textContent).to.equal('2');
    chat.conversation('a').markRead(2);
    await settled(badge);
    expect(badge.matches(':state(empty)')).to.equal(true);
    expect(badge.getBoundingClientRect().width).to.equal(0);
    chat.conversation('a').receive('ann', 'three');
    await settled(badge);
    expect(badge.matches(':state(empty)')).to.equal(false);
  });

  it('above 99 it says so, and tells the whole number to who hears it', async () => {
    const link = document.createElement('a');
    link.href = '#';
    link.append('Messages ', Object.assign(document.createElement('chat-badge'), {count: 1234}));
    document.body.append(link);
    const badge = link.querySelector('chat-badge') as HTMLElementTagNameMap['chat-badge'];
    await settled(badge);
    expect(inside(badge, '[part=badge]').textContent).to.equal('99+');
    expect(spokenName(link)).to.equal('Messages 1,234 unread');
    link.remove();
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}`, async () => {
      expect(await faults(await mount('chat-badge', {count: 3}), scheme)).to.deep.equal([]);
    });
  }

  it('counts mentions or conversations where it shall', async () => {
    chat.conversation('a').change({mentions: 1});
    const badge = await mount('chat-badge', {chat, of: 'conversations'});
    expect(badge.total).to.equal(1);
    badge.of = 'mentions';
    await settled(badge);
    expect(badge.shadowRoot?.textContent).to.contain('1 mention');
  });

  describe('in the title of the window (UX-N1a)', () => {
    const own = document.title;
    afterEach(() => {
      document.title = own;
    });

    it('stands before it, follows both, and restores it exactly', async () => {
      const element = document.querySelector('title') as HTMLTitleElement;
      element.textContent = '  My  page ';
      const badge = await mount('chat-badge', {chat, pageTitle: true});
      await until(() => element.textContent === '(2)   My  page ');
      chat.conversation('a').receive('ann', 'three');
      await until(() => element.textContent === '(3)   My  page ');
      document.title = 'Another page';
      await until(() => document.title === '(3) Another page');
      chat.conversation('a').markRead(3);
      await until(() => element.textContent === 'Another page');
      chat.conversation('a').receive('ann', 'four');
      await until(() => document.title === '(1) Another page');
      badge.remove();
      expect(element.textContent).to.equal('Another page');
    });

    it('one tab writes: the one that leads', async () => {
      document.title = 'Mine';
      chat.connection.set({...chat.connection.get(), leading: false});
      const badge = await mount('chat-badge', {chat, pageTitle: true});
      await settled(badge);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(document.title).to.equal('Mine');
      expect(has(badge, '[part=badge]'), 'it shows the number all the same').to.equal(true);
      chat.connection.set({...chat.connection.get(), leading: true});
      await until(() => document.title === '(2) Mine');
      chat.connection.set({...chat.connection.get(), leading: false});
      await until(() => document.title === 'Mine');
    });
  });

  it('on the page’s icon only where it is asked for, and it is put back (UX-N1b)', async () => {
    const icon = document.createElement('link');
    icon.rel = 'icon';
    icon.setAttribute('href', dot);
    document.head.append(icon);
    const badge = await mount('chat-badge', {chat, pageTitle: false});
    await settled(badge);
    expect(icon.getAttribute('href')).to.equal(dot);
    badge.favicon = true;
    await until(() => icon.href.startsWith('data:image/png') && icon.href !== dot);
    badge.remove();
    expect(icon.getAttribute('href')).to.equal(dot);
    icon.remove();
  });

  it('on the installed app, cleared at 0; a refusal harms nothing (UX-N2)', async () => {
    const told: (number | undefined)[] = [];
    const real = {set: Reflect.get(navigator, 'setAppBadge'), clear: Reflect.get(navigator, 'clearAppBadge')};
    Object.assign(navigator, {
      setAppBadge: async (count: number) => {
        told.push(count);
        throw new DOMException('no', 'NotAllowedError');
      },
      clearAppBadge: async () => void told.push(0),
    });
    try {
      await mount('chat-badge', {chat, appBadge: true});
      await until(() => told.length === 1);
      chat.conversation('a').markRead(2);
      await until(() => told.length === 2);
      expect(told).to.deep.equal([2, 0]);
    } finally {
      Object.assign(navigator, {setAppBadge: real.set, clearAppBadge: real.clear});
    }
  });

  it('leaves nothing behind (UX-E6)', async () => {
    const before = chat.listeners;
    const badge = await mount('chat-badge', {chat});
    expect(chat.listeners).to.be.greaterThan(before);
    badge.remove();
    expect(chat.listeners).to.equal(before);
  });
});

/** One pixel. */
const dot = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
