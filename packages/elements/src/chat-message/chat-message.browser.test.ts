import {sendKeys} from '@web/test-runner-commands';
import 'axe-core';
import type {Delivery, FailureCode, Message} from '@parlor/sdk';
import {expect} from 'chai';
import {html, render} from 'lit';
import {frame, frames, message, people, random, until} from '../chat-log/chat-log.fixture.js';
import type {ChatEditEvent} from '../events.js';
import {formatted, isJumbo, type TextRange} from '../internal/text.js';
import {strings} from '../strings/en-all.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-receipt/define.js';
import '../chat-time/define.js';
import './define.js';

declare const axe: typeof import('axe-core');

const context = {
  strings,
  me: 'me',
  renderCode: undefined,
  copyIcon: undefined,
  onLink: () => {},
  onPerson: () => {},
  onCopy: () => {},
};

function textOf(text: string, ranges: readonly TextRange[]): HTMLElement {
  const box = document.createElement('div');
  render(html`${formatted(text, ranges, context)}`, box);
  return box;
}

describe('formatted text', () => {
  it('UX-M9a: whatever the ranges say, the text that comes out is the text that went in (seeded)', () => {
    const below = random(20260503);
    const types: TextRange['type'][] = [
      'bold',
      'italic',
      'strike',
      'code',
      'mention',
      'quote',
      'code-block',
      'list-item',
      'link',
    ];
    for (let i = 0; i < 2000; i++) {
      const text = Array.from({length: below(40)}, () => 'ab <&>"\n'[below(8)]).join('');
      const ranges = Array.from({length: below(6)}, (): TextRange => {
        const start = below(text.length + 1);
        return {type: types[below(types.length)] as TextRange['type'], start, end: start + below(12), url: 'nothing'};
      });
      const {textContent} = textOf(text, ranges);
      // Line breaks beside a block are the block's own.
      expect(textContent?.replaceAll('\n', ''), JSON.stringify({text, ranges})).to.equal(text.replaceAll('\n', ''));
    }
  });

  it('UX-M9ab, PWP-MODEL-002: markup is text, and so is a range of a kind from the future', () => {
    const box = textOf('<img src=x onerror=alert(1)>', [{type: 'bold', start: 0, end: 28}]);
    expect(box.querySelector('img')).to.equal(null);
    expect(box.querySelector('strong')?.textContent).to.equal('<img src=x onerror=alert(1)>');
    const future = textOf('some words', [
      {type: 'hologram' as TextRange['type'], start: 0, end: 4, url: 'https://a.example'},
    ]);
    expect(future.textContent).to.equal('some words');
    expect(future.querySelector('*')).to.equal(null);
  });

  it('draws what overlaps, nests and follows', () => {
    const box = textOf('one two three', [
      {type: 'bold', start: 0, end: 7},
      {type: 'italic', start: 4, end: 13},
    ]);
    expect(box.innerHTML.replace(/<!--.*?-->/g, '')).to.equal('<strong>one <em>two</em></strong><em> three</em>');
    const list = textOf('a\nb\nc', [
      {type: 'list-item', start: 0, end: 1, ordered: true},
      {type: 'list-item', start: 2, end: 3, ordered: true},
    ]);
    expect(list.querySelectorAll('ol').length).to.equal(1);
    expect(list.querySelectorAll('li').length).to.equal(2);
  });

  for (const [url, opens] of [
    ['https://example.com/a', true],
    ['mailto:a@example.com', true],
    ['tel:+43123', true],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['JAVASCRIPT:alert(1)', false],
    [' javascript:alert(1)', false],
    ['/relative', false],
  ] as const) {
    it(`UX-M12a: a link to ${url} is ${opens ? '' : 'not '}a link`, () => {
      const link = textOf('text', [{type: 'link', start: 0, end: 4, url}]).querySelector('a');
      expect(!!link).to.equal(opens);
      if (link) expect(link.rel).to.equal('noopener noreferrer nofollow ugc');
    });
  }

  it('UX-M12b: shows the real host when the words of a link hide it, in punycode', () => {
    expect(textOf('my bank', [{type: 'link', start: 0, end: 7, url: 'https://evil.example/'}]).textContent).to.contain(
      '(evil.example)',
    );
    expect(
      textOf('evil.example', [{type: 'link', start: 0, end: 12, url: 'https://evil.example/'}]).textContent,
    ).to.not.contain('(');
    expect(textOf('аpple.com', [{type: 'link', start: 0, end: 9, url: 'https://аpple.com/'}]).textContent).to.contain(
      'xn--',
    );
  });

  it('UX-M13b: one to three emoji alone are large', () => {
    for (const text of ['👍', '👍🎉', '❤️', '👨‍👩‍👧', '🇦🇹 🇩🇪', '👋🏽']) expect(isJumbo(text), text).to.equal(true);
    for (const text of ['', '1', 'a👍', '👍👍👍👍', '#', '©']) expect(isJumbo(text), text).to.equal(false);
  });
});

describe('chat-message', () => {
  let element: ChatMessage;
  afterEach(() => element?.remove());

  async function mount(shown: Message, over: Partial<ChatMessage> = {}): Promise<ChatMessage> {
    element = document.createElement('chat-message');
    Object.assign(element, {message: shown, sender: people[0], me: 'me', ...over});
    document.body.append(element);
    await element.updateComplete;
    return element;
  }
  const inside = <Found extends HTMLElement = HTMLElement>(selector: string): Found | null =>
    (element.shadowRoot as ShadowRoot).querySelector<Found>(selector);
  const note = (type: keyof HTMLElementEventMap): Event[] => {
    const events: Event[] = [];
    element.addEventListener(type, (event) => events.push(event));
    return events;
  };

  it('UX-R3, UX-M1a, UX-L2: is an article named by sender, text, time and state, clean by axe', async () => {
    await mount(message(1, {own: true, text: 'On my way', delivery: {is: 'read', by: 2, of: 5}, editedAt: 1}));
    const article = inside('article') as HTMLElement;
    const name = (article.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => inside(`#${id}`)?.textContent?.trim());
    expect(name[0]).to.equal('You');
    expect(name[1]).to.equal('On my way');
    expect(name[3]).to.equal('edited, read by 2 of 5');
    element.dispatchEvent(new Event('pointerenter'));
    element.focus();
    await until('the toolbar', () => !!inside('.toolbar'));
    await until('the time', () => getComputedStyle(inside('.meta') as HTMLElement).opacity === '1');
    const {violations} = await axe.run(element, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    expect(violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html)}`)).to.deep.equal([]);
  });

  it('UX-M1d: every mark takes the same box, so that a change shifts nothing', async () => {
    const deliveries: Delivery[] = [
      {is: 'sending'},
      {is: 'sent'},
      {is: 'delivered', by: 1, of: 1},
      {is: 'read', by: 1, of: 1},
      {is: 'read', by: 2, of: 3},
      {is: 'read', by: 12, of: 30},
      {is: 'read', by: 128, of: 3_000},
    ];
    await mount(message(1, {own: true}), {marks: true});
    const widths = new Set<string>();
    for (const delivery of deliveries) {
      element.message = message(1, {own: true, delivery});
      await frame();
      const {width, height} = (inside('.mark') as HTMLElement).getBoundingClientRect();
      widths.add(`${width}×${height} ${inside('.bubble')?.getBoundingClientRect().width}`);
    }
    expect([...widths].length, [...widths].join()).to.equal(1);
    expect([...widths][0]).to.match(/^18×12 /);
  });

  it('UX-M1f: in a group a mark shows how many have read the message until all have, and says it under the pointer', async () => {
    await mount(message(1, {own: true, delivery: {is: 'delivered', by: 2, of: 3}}), {marks: true});
    const shown = () => inside('.mark text')?.textContent;
    const title = () => inside('.mark title')?.textContent;
    expect([shown(), title()]).to.deep.equal([undefined, 'delivered to 2 of 3']);
    for (const by of [1, 2, 3]) {
      element.message = message(1, {own: true, delivery: {is: 'read', by, of: 3}});
      await frame();
      expect([shown(), title()]).to.deep.equal([by < 3 ? String(by) : undefined, `read by ${by} of 3`]);
      expect(!!inside('.mark .fill'), 'filled when all have').to.equal(by === 3);
      expect(inside('#state')?.textContent, 'and to the ear').to.equal(`read by ${by} of 3`);
    }
    for (const by of [7, 42, 128, 2_048]) {
      element.message = message(1, {own: true, delivery: {is: 'read', by, of: 3_000}});
      await frame();
      const mark = (inside('.mark') as HTMLElement).getBoundingClientRect();
      const words = (inside('.mark text') as HTMLElement).getBoundingClientRect();
      // Firefox tells of text in whole pixels
      expect(words.left, `${by} begins in the box`).to.be.at.least(mark.left - 1);
      expect(words.right, `${by} ends in the box`).to.be.at.most(mark.right + 1);
    }
    element.message = message(1, {own: true, delivery: {is: 'read', by: 1, of: 1}});
    await frame();
    expect([shown(), title()], 'with one other there is nothing to count').to.deep.equal([undefined, 'read']);
  });

  it('UX-M1b: a read mark differs from a delivered one by its form as well as by its colour', async () => {
    await mount(message(1, {own: true, delivery: {is: 'delivered', by: 1, of: 1}}), {marks: true});
    expect(inside('.mark .fill')).to.equal(null);
    element.message = message(1, {own: true, delivery: {is: 'read', by: 1, of: 1}});
    await frame();
    expect(inside('.mark .fill')).to.not.equal(null);
    expect(inside('.mark .fill')?.namespaceURI, 'drawn, not an unknown element').to.match(/svg/);
  });

  it('UX-M2b: the clock of a message being sent is drawn only after 400 ms', async () => {
    await mount(message(1, {own: true, seq: undefined, delivery: {is: 'sending'}}), {marks: true});
    expect(getComputedStyle(inside('.clock') as HTMLElement).opacity).to.equal('0');
    const [animation] = (inside('.clock') as HTMLElement).getAnimations();
    animation?.finish();
    expect(getComputedStyle(inside('.clock') as HTMLElement).opacity).to.equal('1');
  });

  it('UX-M1c: a message that was not sent says so, and offers to try again, to edit or to delete it', async () => {
    await mount(message(1, {own: true, seq: undefined, delivery: {is: 'failed', code: 'FORBIDDEN'}}));
    await until('it is told', () => inside('.trouble') !== null);
    expect(inside('.trouble')?.textContent).to.contain('Not sent');
    const wishes: string[] = [];
    for (const type of ['chat-retry', 'chat-edit'])
      element.addEventListener(type, (event) => wishes.push(`${type} ${(event as ChatEditEvent).message.id}`));
    const [again, edit] = element.shadowRoot?.querySelectorAll<HTMLElement>('.trouble button') ?? [];
    again?.click();
    edit?.click();
    await until('the wishes', () => wishes.length === 2);
    expect(wishes).to.deep.equal(['chat-retry m1', 'chat-edit m1']);
  });

  it('UX-M4c: what was refused says why in words, also where the server gives only a code', async () => {
    const why = async (change: Partial<Message>) => {
      await mount(message(1, {own: true, ...change}));
      await until('it is told', () => inside('.trouble') !== null);
      const words = inside('.trouble span')?.textContent;
      element.remove();
      return words;
    };
    const refused = (code: FailureCode) => why({seq: undefined, delivery: {is: 'failed', code}});
    expect(await refused('FORBIDDEN')).to.equal('Not sent. You cannot write here');
    expect(await refused('READ_ONLY')).to.equal('Not sent. You cannot write here');
    expect(await refused('BANNED')).to.equal('Not sent. You are no longer in this conversation');
    expect(await refused('NOT_A_MEMBER')).to.equal('Not sent. You are no longer in this conversation');
    expect(await refused('CLOSED')).to.equal('Not sent. This conversation is closed');
    expect(await refused('TOO_LARGE')).to.equal('Not sent. That is more than is allowed here');
    expect(await refused('CONTENT_REFUSED')).to.equal('Not sent. This text is not accepted here');
    expect(await refused('POISON')).to.equal('Not sent. The server did not accept it (POISON)');
    const code = 'EDIT_WINDOW_CLOSED';
    expect(await why({change: {is: 'failed', code, opId: 'o'}})).to.equal(
      'The change was refused. The message is too old to be edited',
    );
  });

  it('UX-M4c: a message that the host refused says why in the host’s own words', async () => {
    const reason = 'لا أرقام هواتف <b>';
    await mount(message(1, {own: true, seq: undefined, delivery: {is: 'failed', code: 'CONTENT_REFUSED', reason}}));
    await until('it is told', () => inside('.trouble') !== null);
    expect(inside('.trouble span')?.textContent).to.equal(`Not sent. \u2068${reason}\u2069`);
    element.remove();
    await mount(message(1, {own: true, change: {is: 'failed', code: 'CONTENT_REFUSED', reason: 'no', opId: 'o'}}));
    await until('it is told', () => inside('.trouble') !== null);
    expect(inside('.trouble span')?.textContent).to.equal('The change was refused. \u2068no\u2069');
  });

  it('UX-M5b: a deleted message is one line without anything else', async () => {
    await mount(message(1, {own: true, deleted: true, text: '', reactions: [], delivery: {is: 'deleted'}}), {
      marks: true,
    });
    expect(inside('.mark'), 'no box for a mark that never comes').to.equal(null);
    const meta = inside('.meta')?.getBoundingClientRect();
    expect(inside('time')?.getBoundingClientRect().width).to.equal(meta?.width);
    element.remove();
    await mount(message(1, {deleted: true, text: '', reactions: []}));
    expect(inside('.body')?.textContent).to.equal(strings.deleted);
    element.dispatchEvent(new Event('pointerenter'));
    await frames(5);
    expect(inside('.toolbar')).to.equal(null);
  });

  it('a text of which nothing would be seen is one line that says so, for the eye and for the ear', async () => {
    for (const text of ['   ', '\n\n\n', '\u200B\u00A0\u3164', '']) {
      await mount(message(1, {text}));
      expect(inside('.body')?.textContent, JSON.stringify(text)).to.equal(strings.emptyMessage);
      expect(inside('.text')?.getBoundingClientRect().height).to.be.at.most(23);
      element.remove();
    }
  });

  it('UX-M13b: large emoji stand without a bubble, the reader’s own too', async () => {
    for (const own of [false, true]) {
      await mount(message(1, {text: '🎉', own}), {marks: true});
      // as with more contrast and with forced colours, where a colour of its own would not count
      element.style.setProperty('--_border', '1px');
      const {backgroundColor, borderTopWidth} = getComputedStyle(inside('.bubble') as HTMLElement);
      expect(backgroundColor).to.equal('rgba(0, 0, 0, 0)');
      expect(borderTopWidth).to.equal('0px');
      element.remove();
    }
  });

  it('UX-M14b: a name of nothing but blanks is no name, and one without an end has one', async () => {
    const sender = {id: 'ann', name: ' \u200B ', presence: 'online'} as const;
    await mount(message(1), {sender, nameOf: () => 'ann'});
    expect(inside('.name')?.textContent).to.equal('ann');
    element.sender = {...sender, name: `Z${'\u0301'.repeat(10_000)}`};
    await frame();
    expect(inside('.name')?.textContent).to.have.length(200);
  });

  it('UX-M6a: a reaction is a toggle with a name, at least 24 px high', async () => {
    await mount(message(1, {reactions: [{key: '👍', count: 3, own: true, users: ['me', 'bob']}]}));
    const button = inside('.reactions button') as HTMLElement;
    expect(button.getAttribute('aria-pressed')).to.equal('true');
    expect(button.getAttribute('aria-label')).to.equal('👍, 3, including you');
    expect(button.getBoundingClientRect().height).to.be.at.least(24);
    const wishes = note('chat-react');
    button.click();
    await until('the wish', () => wishes.length === 1);
    expect((wishes[0] as unknown as {on: boolean}).on).to.equal(false);
  });

  it('UX-M7a: a quote is one line of name, however long, and says “You” to its author', async () => {
    const replyTo = {id: 'm0', seq: 0, sender: 'ann', text: 'See'};
    await mount(message(1, {replyTo}), {nameOf: () => 'A name of many words '.repeat(20)});
    element.style.inlineSize = '300px';
    expect(inside('.quote b')?.getBoundingClientRect().height).to.equal(18);
    expect(inside('.bubble')?.getBoundingClientRect().width).to.be.at.most(300);
    element.me = 'ann';
    await frame();
    expect(inside('.quote b')?.textContent).to.equal(strings.you);
  });

  it('UX-M8a, UX-K10, UX-R6: the toolbar comes with pointer or focus, moves nothing, and its menu gives the focus back', async () => {
    await mount(message(1));
    const before = element.getBoundingClientRect().height;
    expect(inside('.toolbar')).to.equal(null);
    element.focus();
    await until('the toolbar', () => !!inside('.toolbar'));
    expect(element.getBoundingClientRect().height).to.equal(before);
    await sendKeys({down: 'Shift'});
    await sendKeys({press: 'F10'});
    await sendKeys({up: 'Shift'});
    await until('the menu', () => !!inside('[role=menu]'));
    expect(inside('[role=menu]')?.textContent).to.contain('👍');
    await sendKeys({press: 'Escape'});
    await until('the menu is gone', () => !inside('[role=menu]'));
    expect(document.activeElement).to.equal(element);
  });

  it('UX-K9, UX-K16: deleting asks first, and starts on Cancel (WCAG 3.3.4)', async () => {
    await mount(message(1, {own: true, delivery: {is: 'sent'}}));
    const wishes = note('chat-delete');
    element.focus();
    await until('the toolbar', () => !!inside('.toolbar'));
    await sendKeys({press: 'Delete'});
    await until('the question', () => !!inside('dialog[open]'));
    expect((element.shadowRoot as ShadowRoot).activeElement?.textContent?.trim()).to.equal(strings.cancel);
    await sendKeys({press: 'Enter'});
    await until('it is gone', () => !inside('dialog'));
    expect(wishes.length).to.equal(0);
    await sendKeys({press: 'Delete'});
    await until('the question', () => !!inside('dialog[open]'));
    inside('dialog .danger')?.click();
    await until('the wish', () => wishes.length === 1);
  });

  it('UX-M11a: code that scrolls sideways can be reached by keys, other code is no stop', async () => {
    const long = 'x'.repeat(300);
    await mount(
      message(1, {
        content: {kind: 'text', text: long, ranges: [{type: 'code-block', start: 0, end: 300}], attachments: []},
      } as Partial<Message>),
    );
    expect(inside('pre')?.tabIndex).to.equal(0);
    expect(inside('pre')?.dir).to.equal('ltr');
    element.message = message(1, {
      content: {kind: 'text', text: 'x', ranges: [{type: 'code-block', start: 0, end: 1}], attachments: []},
    } as Partial<Message>);
    await frame();
    expect(inside('pre')?.tabIndex).to.equal(-1);
  });

  it('UX-M11b: code is copied by its button, and drawn by the host where it wants to', async () => {
    const clipboard = navigator.clipboard.writeText.bind(navigator.clipboard);
    const copied: string[] = [];
    navigator.clipboard.writeText = async (text) => void copied.push(text);
    try {
      await mount(
        message(1, {
          content: {
            kind: 'text',
            text: 'let a',
            ranges: [{type: 'code-block', start: 0, end: 5}],
            attachments: [],
          },
        } as Partial<Message>),
        {renderCode: (code) => html`<i>${code}</i>`},
      );
      expect(inside('pre i')?.textContent).to.equal('let a');
      const button = inside('.copy');
      expect(button?.getAttribute('aria-label')).to.equal(strings.copy);
      button?.click();
      await until('it is copied', () => copied.length > 0);
      expect(copied).to.deep.equal(['let a']);
      element.focus();
      await until('the hands', () => !!inside('.toolbar'));
      await sendKeys({press: 'Enter'});
      expect((element.shadowRoot as ShadowRoot).activeElement?.className).to.contain('copy');
    } finally {
      navigator.clipboard.writeText = clipboard;
    }
  });

  it('UX-M12c, UX-E5: a cancelled chat-link opens nothing', async () => {
    await mount(
      message(1, {
        content: {
          kind: 'text',
          text: 'a',
          ranges: [{type: 'link', start: 0, end: 1, url: 'https://example.com/'}],
          attachments: [],
        },
      } as Partial<Message>),
    );
    element.addEventListener('chat-link', (event) => event.preventDefault());
    const click = new MouseEvent('click', {cancelable: true, bubbles: true});
    inside('a')?.dispatchEvent(click);
    expect(click.defaultPrevented).to.equal(true);
  });

  it('UX-M14ab: text takes its own direction, names are isolated', async () => {
    await mount(message(1, {text: 'شكرا جزيلا'}));
    expect(getComputedStyle(inside('.text') as HTMLElement).direction).to.equal('rtl');
    expect(inside('.name')?.localName).to.equal('bdi');
  });

  it('UX-M14b: on a page from right to left a Latin name without an end loses its end, not its beginning', async () => {
    const replyTo = {id: 'm0', seq: 0, sender: 'ann', text: 'See'};
    await mount(message(1, {replyTo}), {nameOf: () => 'Donaudampfschifffahrt'.repeat(20)});
    element.dir = 'rtl';
    const name = inside('.quote b') as HTMLElement;
    const range = document.createRange();
    const [words] = [...name.childNodes].filter((node) => node instanceof Text && node.data.length > 9);
    range.setStart(words as Text, 0);
    range.setEnd(words as Text, 1);
    const [first, box] = [range.getBoundingClientRect(), name.getBoundingClientRect()];
    expect(name.scrollWidth, 'it is cut').to.be.greaterThan(name.clientWidth);
    expect(first.left).to.be.within(box.left - 1, box.right);
    expect(first.right).to.be.at.most(box.right);
  });

  it('without marks a time waits for pointer or focus beside the bubble, where it moves nothing (UX-L2, UX-M2a)', async () => {
    await mount(message(1, {own: true, delivery: {is: 'sent'}}));
    const hidden = element.getBoundingClientRect().height;
    expect(getComputedStyle(inside('.meta') as HTMLElement).opacity).to.equal('0');
    element.focus();
    await until('it shows', () => getComputedStyle(inside('.meta') as HTMLElement).opacity === '1');
    expect(element.getBoundingClientRect().height).to.equal(hidden);
  });
});

describe('chat-time and chat-receipt', () => {
  it('UX-M18a: says the time today and the weekday this week, with all of it in the title', async () => {
    const time = document.createElement('chat-time');
    time.at = Date.now();
    document.body.append(time);
    await time.updateComplete;
    const inner = time.shadowRoot?.querySelector('time');
    expect(inner?.textContent).to.match(/\d:\d\d/);
    time.at = Date.now() - 3 * 86_400_000;
    await time.updateComplete;
    expect(inner?.textContent).to.match(/^\p{L}{2,4}$/u);
    expect(inner?.title).to.match(/\d{4}/);
    time.remove();
  });

  it('UX-M1a: a receipt has a name', async () => {
    const receipt = document.createElement('chat-receipt');
    receipt.delivery = {is: 'delivered', by: 1, of: 3};
    document.body.append(receipt);
    await receipt.updateComplete;
    expect(receipt.shadowRoot?.querySelector('[role=img]')?.getAttribute('aria-label')).to.equal('delivered to 1 of 3');
    receipt.remove();
  });
});
