import type {Message} from '@parlor/sdk';
import {expect} from 'chai';
import {plain, settled, spokenName} from '../../test/fixture.js';
import {frames, message, people, until} from '../chat-log/chat-log.fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-receipt/define.js';
import './define.js';

type Content = Partial<Message['content']>;

describe('what a message says', () => {
  let element: ChatMessage;
  afterEach(() => element.remove());

  async function show(over: Omit<Partial<Message>, 'content'> & {content?: Content}, more: Partial<ChatMessage> = {}) {
    const {content, ...rest} = over;
    const shown = message(1, rest);
    element = document.createElement('chat-message');
    Object.assign(element, {sender: people[0], me: 'me', ...more});
    element.message = {...shown, content: {...shown.content, ...content}};
    document.body.append(element);
    await settled(element);
  }
  const inside = <Found extends HTMLElement>(selector: string): Found | null =>
    (element.shadowRoot as ShadowRoot).querySelector<Found>(selector);

  it('an edited one says so, and when (UX-M5a)', async () => {
    await show({editedAt: Date.UTC(2026, 4, 3, 10, 30)}, {});
    const edited = inside('[role=note]');
    expect(edited?.textContent).to.equal('edited');
    expect(edited?.title).to.match(/^edited .*2026/);
    expect(edited?.ariaLabel).to.equal(edited?.title);
    expect(inside('#state')?.textContent, 'in its name').to.equal('edited');
  });

  it('a forwarded one says so above its words and in its name, and names nobody (UX-M7c, PWP-FORWARD-001)', async () => {
    await show({content: {text: 'we meet at ten', forwarded: true}}, {nameOf: () => 'Ann Lee'});
    expect(inside('.forwarded')?.textContent).to.equal('Forwarded');
    expect(spokenName(inside('article') as HTMLElement)).to.match(/Forwarded.*we meet at ten/);
    await show({deleted: true, content: {text: '', forwarded: true}});
    expect(inside('.forwarded'), 'of one that was deleted nothing is left').to.equal(null);
  });

  it('an answer to what was deleted says so, and shows nothing of it (UX-M7b)', async () => {
    await show({replyTo: {id: 'm0', seq: 0, sender: 'ann', text: '', deleted: true}}, {nameOf: () => 'Ann Lee'});
    expect(plain(inside('.quote')?.textContent)).to.contain(strings.originalDeleted);
    expect(spokenName(inside('.quote') as HTMLElement))
      .to.contain('Ann Lee')
      .and.to.contain(strings.originalDeleted);
  });

  it('a quote is two lines at most (UX-M7a)', async () => {
    await show({replyTo: {id: 'm0', seq: 0, sender: 'ann', text: 'many words '.repeat(200)}});
    element.style.inlineSize = '320px';
    const words = inside('.quote span[dir]') as HTMLElement;
    const line = Number.parseFloat(getComputedStyle(words).lineHeight);
    expect(words.offsetHeight).to.be.within(line, 2 * line + 1);
  });

  it('a web link opens in a new tab and says so in its name; others do not (UX-M12d)', async () => {
    const ranges = [
      {type: 'link', start: 0, end: 4, url: 'https://shop.example/'},
      {type: 'link', start: 5, end: 9, url: 'mailto:a@shop.example'},
    ] as Content['ranges'];
    await show({content: {text: 'shop mail', ...(ranges && {ranges})}});
    const [web, mail] = element.shadowRoot?.querySelectorAll('a') ?? [];
    expect(web?.target).to.equal('_blank');
    expect(spokenName(web as HTMLElement)).to.contain('opens in a new tab');
    expect(mail?.target).to.equal('');
    expect(spokenName(mail as HTMLElement)).to.equal('mail');
  });

  it('a mention of the reader has a spine and heavier words, not only a colour (UX-M13a, WCAG 1.4.1)', async () => {
    const ranges = [{type: 'mention', start: 0, end: 3, user: 'me'}] as Content['ranges'];
    await show({mentionsMe: true, content: {text: '@Me come', ...(ranges && {ranges})}});
    const mention = inside('.me') as HTMLElement;
    expect(Number(getComputedStyle(mention).fontWeight)).to.be.greaterThan(
      Number(getComputedStyle(inside('.body') as HTMLElement).fontWeight),
    );
    expect(inside('article')?.classList.contains('spine')).to.equal(true);
    element.remove();
    await show({content: {text: 'come'}});
    expect(inside('article')?.classList.contains('spine')).to.equal(false);
  });

  it('a finger that rests for 450 ms opens the menu, one that lifts or scrolls does not (UX-M8b, WCAG 2.5.2, 2.5.7)', async () => {
    await show({});
    const article = inside('article') as HTMLElement;
    const finger = (type: string) =>
      article.dispatchEvent(
        new PointerEvent(type, {pointerType: 'touch', pointerId: 1, isPrimary: true, bubbles: true, composed: true}),
      );
    const menu = () => inside('[role=menu]');
    for (const end of ['pointerup', 'pointercancel']) {
      finger('pointerdown');
      await frames(5);
      finger(end);
    }
    finger('pointerdown');
    const began = performance.now();
    expect(menu() === null).to.equal(true);
    await until('the menu', () => menu() !== null);
    expect(performance.now() - began).to.be.within(400, 1_500);
    finger('pointerup');
    const items = [...(menu()?.querySelectorAll('button') ?? [])].map(({textContent}) => textContent?.trim());
    expect(items, 'what a swipe does is there too').to.include(strings.reply);
  });

  it('the focus of a reaction that is taken back is on the message (WCAG 2.4.3)', async () => {
    await show({reactions: [{key: '👍', count: 1, own: true, users: ['me']}]});
    inside('.reactions button')?.focus();
    element.message = {...(element.message as Message), reactions: []};
    await settled(element);
    expect(element.shadowRoot?.activeElement?.localName).to.equal('article');
  });

  it('its language is said where it is another one (WCAG 3.1.2)', async () => {
    await show({content: {text: 'Guten Tag', lang: 'de'} as Content});
    expect(inside('article')?.lang).to.equal('de');
  });

  it('who, what and to whom stand in the structure, not in the look alone (WCAG 1.3.1)', async () => {
    await show(
      {own: true, delivery: {is: 'sent'}, replyTo: {id: 'm0', seq: 0, sender: 'ann', text: 'See you'}},
      {nameOf: () => 'Ann Lee'},
    );
    expect(spokenName(inside('article') as HTMLElement)).to.match(/^You,? Message 1,? .*sent$/);
    expect(inside('.quote')?.localName).to.equal('button');
    expect(spokenName(inside('.quote') as HTMLElement))
      .to.contain('Ann Lee')
      .and.to.contain('See you');
  });

  it('what failed can be copied, sent again, edited and deleted (UX-M4b)', async () => {
    await show({own: true, seq: undefined, delivery: {is: 'failed', code: 'FORBIDDEN'}} as never);
    const wishes: string[] = [];
    for (const type of ['chat-retry', 'chat-edit', 'chat-delete'])
      element.addEventListener(type, () => wishes.push(type));
    const clipboard = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = async (text) => void wishes.push(`copied ${text}`);
    try {
      element.focus();
      const press = (key: string) =>
        inside('article')?.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true}));
      press('c');
      await until('it is copied', () => wishes.length === 1);
      press('e');
      await until('an edit is wished for', () => wishes.length === 2);
      await until('it is told what failed', () => inside('.trouble') !== null);
      const [again, , away] = element.shadowRoot?.querySelectorAll<HTMLElement>('.trouble button') ?? [];
      again?.click();
      away?.click();
      await until('the question', () => inside('dialog[open]') !== null);
      inside('dialog .danger')?.click();
      await until('all is done', () => wishes.length === 4);
      expect(wishes).to.deep.equal(['copied Message 1', 'chat-edit', 'chat-retry', 'chat-delete']);
    } finally {
      navigator.clipboard.writeText = clipboard;
    }
  });
});
