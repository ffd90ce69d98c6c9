import {expect} from 'chai';
import {html} from 'lit';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {fakeTimers, inside, listen, mount, settled, unmountAll, until} from '../../test/fixture.js';
import {setDefaultChat} from '../internal/registry.js';
import {english} from '../strings/en.js';
import '../chat-composer/define.js';
import '../chat-conversation-list/define.js';
import './define.js';

const list = () => document.createElement('chat-conversation-list');
const heading = (element: Element) => inside(element, 'h2').textContent;

describe('chat-provider', () => {
  let chat: FakeChat;
  let restore = () => {};
  beforeEach(() => {
    chat = fakeChat();
    chat.add('Field team').receive('ann', 'hello');
  });
  afterEach(() => {
    unmountAll();
    setDefaultChat(undefined);
    restore();
    restore = () => {};
  });
  const inProvider = async (properties: object) => {
    const provider = await mount('chat-provider', {chat, ...properties});
    const inner = list();
    provider.append(inner);
    await settled(inner);
    return {provider, inner};
  };

  it('has no box of its own', async () => {
    const {provider} = await inProvider({});
    expect(getComputedStyle(provider).display).to.equal('contents');
  });

  describe('the chat is found', () => {
    it('by the nearest provider (UX-E1)', async () => {
      const {inner} = await inProvider({});
      expect(inner.client).to.equal(chat);
      const nearer = document.createElement('chat-provider');
      const other = fakeChat();
      nearer.chat = other;
      inner.before(nearer);
      nearer.append(inner);
      await settled(inner);
      expect(inner.client).to.equal(other);
    });

    it('by property before a name, by name before a provider (UX-E1)', async () => {
      const named = fakeChat();
      const own = fakeChat();
      setDefaultChat(named);
      const {inner} = await inProvider({});
      inner.setAttribute('chat', 'default');
      await settled(inner);
      expect(inner.client).to.equal(named);
      inner.chat = own;
      expect(inner.client).to.equal(own);
    });

    it('in a provider that comes late, and one that gets its chat late (UX-E1)', async () => {
      const element = await mount('chat-conversation-list');
      const late = document.createElement('chat-provider');
      element.parentElement?.append(late);
      late.append(element);
      expect(element.client).to.equal(undefined);
      late.chat = chat;
      await settled(late);
      await settled(element);
      expect(element.client).to.equal(chat);
    });

    it('as the default one, also when that comes late and goes (UX-E1)', async () => {
      const element = await mount('chat-conversation-list');
      setDefaultChat(chat);
      expect(element.client).to.equal(chat);
      setDefaultChat(undefined);
      expect(element.client).to.equal(undefined);
    });

    it('by anything that answers the context protocol (UX-E1)', async () => {
      const box = document.createElement('div');
      box.addEventListener('context-request', (event) => {
        const {context, callback} = event as Event & {context: unknown; callback: (value: unknown) => void};
        if (context !== Symbol.for('parlor.chat')) return;
        event.stopPropagation();
        callback(chat);
      });
      document.body.append(box);
      const element = list();
      box.append(element);
      await settled(element);
      expect(element.client).to.equal(chat);
      box.remove();
    });

    it('and when there is none, that is reported once, after 5 seconds (UX-E2)', async () => {
      const timers = fakeTimers();
      restore = timers.restore;
      const errors = listen('chat-error');
      await mount('chat-conversation-list');
      await timers.tick(4_999);
      expect(errors).to.have.length(0);
      await timers.tick(1);
      await timers.tick(60_000);
      expect(errors.map(({code}) => code)).to.deep.equal(['NO_CHAT']);
    });
  });

  describe('words', () => {
    it('come in the locale’s language, loaded on demand (UX-E11)', async () => {
      const {inner} = await inProvider({locale: 'de-AT'});
      await until(() => heading(inner) === 'Nachrichten');
      expect(inner.settings.locale).to.equal('de-AT');
    });

    it('can be replaced one by one (UX-E7)', async () => {
      const {inner} = await inProvider({strings: {messages: 'Post'}});
      expect(heading(inner)).to.equal('Post');
      expect(inside(inner, 'input').getAttribute('placeholder')).to.equal('Search conversations');
    });

    it('of a provider inside another one leave the rest to it', async () => {
      const {provider, inner} = await inProvider({locale: 'de'});
      const nested = document.createElement('chat-provider');
      nested.strings = {searchConversations: 'Was suchst du?'};
      provider.append(nested);
      nested.append(inner);
      await until(() => heading(inner) === 'Nachrichten');
      expect(inside(inner, 'input').getAttribute('placeholder')).to.equal('Was suchst du?');
      expect(inner.client).to.equal(chat);
    });

    it('that load after the host gave its own are there as well', async () => {
      const {inner} = await inProvider({strings: {messages: 'Post'}});
      Object.assign(english, {loadedLater: 'Later'});
      expect(inner.strings).to.include({messages: 'Post'});
      expect((inner.strings as Partial<Record<string, unknown>>).loadedLater).to.equal('Later');
    });

    it('that come too late for a locale that was changed are dropped', async () => {
      const {provider, inner} = await inProvider({locale: 'de'});
      provider.locale = 'en';
      await settled(provider);
      await until(() => inner.settings.locale === 'en');
      await import('../strings/de.js');
      await settled(provider);
      expect(heading(inner)).to.equal('Messages');
    });
  });

  it('theme sets the scheme, `auto` follows the device, nothing follows the page (UX-T10)', async () => {
    const {provider, inner} = await inProvider({theme: 'dark'});
    const scheme = () => getComputedStyle(inner).colorScheme;
    expect(scheme()).to.equal('dark');
    provider.theme = 'auto';
    await settled(provider);
    expect(scheme()).to.equal('light dark');
    provider.removeAttribute('theme');
    Object.assign(provider, {theme: undefined});
    await settled(provider);
    expect(scheme()).to.equal('normal');
  });

  it('icons of the host take the place of ours (UX-E7)', async () => {
    const {inner} = await inProvider({icons: {compose: () => html`<b class="mine">+</b>`}});
    expect(inside(inner, '.header .mine').textContent).to.equal('+');
  });

  it('leaves nothing behind', async () => {
    const before = chat.listeners;
    await inProvider({});
    unmountAll();
    expect(chat.listeners).to.equal(before);
  });
});
