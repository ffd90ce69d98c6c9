/** A language on a living inbox: words, dates, direction. The words themselves are held together by strings.test.ts. */
import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../test/fake-chat.js';
import {inside, listen, mount, settled, unmountAll, until} from '../test/fixture.js';
import './chat-inbox/define.js';
import './chat-provider/define.js';
import './chat-thread/define.js';

const page = document.documentElement;

describe('a language', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee', presence: 'online'});
    chat.add('ann', {peer: 'ann'}).fill(20);
  });
  afterEach(() => {
    unmountAll();
    page.lang = 'en';
    page.removeAttribute('dir');
  });
  const inbox = (properties: object = {}, width = 1000) =>
    mount('chat-inbox', {chat, conversation: 'ann', ...properties}, {width, height: 600});
  type Inbox = Awaited<ReturnType<typeof inbox>>;
  const heading = (element: Inbox) => inside(element, 'chat-conversation-list', 'h2').textContent;
  const sends = (element: Inbox) => inside(element, 'chat-thread', 'chat-composer', '.send');

  it('changes on an inbox that lives, with all that is in it, and its draft stays', async () => {
    const element = await inbox({locale: 'fr'});
    await until(() => heading(element) === 'Messages' && sends(element).ariaLabel === 'Envoyer');
    const field = inside(element, 'chat-thread', 'chat-composer', 'textarea') as HTMLTextAreaElement;
    field.value = 'half a thought';
    field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
    element.locale = 'ja';
    await until(() => heading(element) === 'メッセージ');
    await settled(element);
    expect(sends(element).ariaLabel).to.equal('送信');
    expect(field.value).to.equal('half a thought');
    expect(element.lang).to.equal('ja');
    element.locale = undefined;
    await settled(element);
    expect(heading(element)).to.equal('Messages');
    expect(sends(element).ariaLabel).to.equal('Send');
    expect(element.hasAttribute('lang')).to.equal(false);
  });

  it('is not seen wrong first: the first rendering waits for its words', async () => {
    const box = document.createElement('div');
    document.body.append(box);
    const element = document.createElement('chat-inbox');
    element.locale = 'ru';
    element.chat = chat;
    const seen = new Set<string>();
    box.append(element);
    await until(() => {
      const list = element.shadowRoot?.querySelector('chat-conversation-list');
      const text = list?.shadowRoot?.querySelector('h2')?.textContent;
      if (text) seen.add(text);
      return seen.size > 0;
    });
    expect([...seen]).to.deep.equal(['Сообщения']);
    box.remove();
  });

  it('of the page is taken where nobody says another, and follows it', async () => {
    page.lang = 'es-MX';
    const element = await inbox();
    await until(() => heading(element) === 'Mensajes');
    expect(element.settings.locale).to.equal('es-MX');
    page.lang = 'ko';
    await until(() => heading(element) === '메시지');
    page.lang = 'xh';
    await until(() => heading(element) === 'Messages');
    expect(element.settings.locale).to.match(/^en/);
  });

  it('of a page that writes nonsense is English', async () => {
    page.lang = 'no_such thing';
    const errors = listen('chat-error');
    const element = await inbox();
    expect(heading(element)).to.equal('Messages');
    expect(errors).to.deep.equal([]);
  });

  it('that is no language is told, and the one before stays', async () => {
    const errors = listen('chat-error');
    const element = await inbox({locale: 'de'});
    await until(() => heading(element) === 'Nachrichten');
    element.locale = 'no_such thing';
    await until(() => errors.length > 0);
    expect(errors[0]?.error).to.be.instanceOf(RangeError);
    expect(heading(element)).to.equal('Nachrichten');
  });

  it('names somebody who was erased, where the server has an English word for them (PWP-HOST-005)', async () => {
    chat.person('ann', {name: 'Deleted user', erased: true});
    const element = await inbox({locale: 'de'});
    const title = () => inside(inside(element, 'chat-thread'), 'h2').innerText.trim();
    await until(() => title() === 'Gelöschtes Konto');
    element.locale = 'en';
    await until(() => title() === 'Deleted user');
    element.locale = 'fr';
    await until(() => title() === 'Utilisateur supprimé');
    const list = inside(element, 'chat-conversation-list');
    expect(list.shadowRoot?.textContent).to.contain('Utilisateur supprimé').and.not.contain('Deleted user');
  });

  it('of an element goes before that of its provider', async () => {
    const provider = await mount('chat-provider', {chat, locale: 'de'});
    const element = document.createElement('chat-inbox');
    element.locale = 'fr';
    element.conversation = 'ann';
    provider.append(element);
    await until(() => element.strings.language === 'fr');
    await until(() => sends(element).ariaLabel === 'Envoyer');
  });

  for (const locale of ['ar', 'he'])
    it(`${locale} turns the inbox round where the host set no direction (UX-E11)`, async () => {
      const element = await inbox({locale});
      await until(() => element.strings.language === locale);
      await settled(element);
      expect(element.dir).to.equal('rtl');
      const box = element.getBoundingClientRect();
      const list = inside(element, '.list').getBoundingClientRect();
      const thread = inside(element, '.thread').getBoundingClientRect();
      expect(list.right).to.equal(box.right);
      expect(thread.left).to.equal(box.left);
      expect(thread.right).to.be.at.most(list.left);
      const send = sends(element).getBoundingClientRect();
      expect(send.left - thread.left).to.be.below(thread.right - send.right);
      element.locale = 'en';
      await until(() => element.strings.language === 'en');
      expect(element.hasAttribute('dir')).to.equal(false);
    });

  it('leaves a direction of the host alone, on the element or around it (UX-E11)', async () => {
    page.dir = 'ltr';
    const element = await inbox({locale: 'ar'});
    await until(() => element.strings.language === 'ar');
    expect(element.hasAttribute('dir')).to.equal(false);
  });

  for (const locale of ['ar', 'de', 'es', 'fr', 'he', 'hi', 'ja', 'ko', 'pt', 'ru', 'zh'])
    it(`${locale} fits into 320 px: nothing lies beside the inbox (WCAG 1.4.10)`, async () => {
      const element = await inbox({locale}, 320);
      await until(() => element.strings.language.startsWith(locale));
      await settled(element);
      for (const tag of ['chat-conversation-list', 'chat-thread']) {
        const part = inside(element, tag);
        expect(part.scrollWidth, tag).to.be.at.most(part.clientWidth);
      }
    });
});
