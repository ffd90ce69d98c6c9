import type {Message} from '@parlor/sdk';
import {parseMarkup} from '@parlor/sdk/markup';
import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import {frames, message, mount, rowOf, until} from '../chat-log/chat-log.fixture.js';
import type {ChatLog} from '../chat-log/chat-log.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-log/define.js';

const long =
  'A text that fills its bubble from one side to the other, and then goes on for another line or two. '.repeat(2);
const mine = {own: true, delivery: {is: 'read', by: 1, of: 1}} as const;
const at = Date.UTC(2026, 4, 3, 22);

/** Short and long rows of both sides, close together. */
const rows = (): Message[] =>
  [
    {text: long},
    {text: 'ok'},
    {text: 'Fills one line of it, nearly'},
    {text: 'no', reactions: [{key: '👍', count: 2, own: true, users: ['me', 'bob']}]},
    {...mine, text: long},
    {...mine, text: 'A'},
    {...mine, text: 'Also fills one line of it'},
    {text: 'b', sender: 'bob'},
    {...mine, text: long, replyTo: {id: 'm1', seq: 1, sender: 'ann', text: long}},
    {text: '👍'},
    {...mine, text: '👍'},
    {...mine, text: '', deleted: true, delivery: {is: 'deleted'}},
  ].map((over, n) => message(n + 1, {at: at + n * 1000, ...over} as Partial<Message>));

/** The boxes of everything that is there to be read in the rows. */
function words(log: ChatLog): DOMRect[] {
  const boxes: DOMRect[] = [];
  const range = document.createRange();
  for (const row of log.shadowRoot?.querySelectorAll('chat-message') ?? []) {
    const walker = document.createTreeWalker(row.shadowRoot as ShadowRoot, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const {parentElement} = walker.currentNode;
      if (!parentElement || parentElement.closest('.unseen, .toolbar, style')) continue;
      const aside = parentElement.closest('.aside');
      if (aside && getComputedStyle(aside).opacity !== '1') continue;
      range.selectNodeContents(walker.currentNode);
      boxes.push(...[...range.getClientRects()].filter(({width}) => width > 0));
    }
  }
  return boxes;
}

const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;

describe('the toolbar of a message (UX-M8a)', () => {
  let log: ChatLog;
  afterEach(() => {
    log.remove();
    document.documentElement.removeAttribute('dir');
  });

  for (const dir of ['ltr', 'rtl'] as const)
    for (const look of ['bubbles', 'flat'] as const)
      for (const density of ['comfortable', 'compact'] as const)
        for (const width of [300, 360, 679, 680, 1000])
          it(`covers nobody’s words and stays within the log: ${dir}, ${look}, ${density}, ${width} px`, async () => {
            document.documentElement.dir = dir;
            log = await mount({messages: rows(), look, density, virtual: 'never'});
            log.style.inlineSize = `${width}px`;
            await frames(3);
            for (const {id, deleted} of rows()) {
              if (deleted) continue;
              log.focusMessage(id);
              const inside = (selector: string) => rowOf(log, id)?.shadowRoot?.querySelector<HTMLElement>(selector);
              await until('the toolbar', () => !!inside('.toolbar'));
              for (const animation of rowOf(log, id)?.shadowRoot?.getAnimations() ?? []) animation.finish();
              const box = inside('.toolbar')?.getBoundingClientRect() as DOMRect;
              const frameBox = log.getBoundingClientRect();
              expect(box.left, `${id}: left`).to.be.at.least(frameBox.left);
              expect(box.right, `${id}: right`).to.be.at.most(frameBox.right);
              const [menuAlone, all] = [32, 96];
              const hasRoom = width >= 680 || (look === 'bubbles' && id === 'm2');
              const expected = hasRoom
                ? [all]
                : look === 'flat' || (id === 'm1' && width < 400)
                  ? [menuAlone]
                  : [menuAlone, all];
              expect(expected, `${id}: its buttons`).to.include(box.width);
              const covered = words(log).filter((word) => overlap(box, word));
              expect(covered, `${id}: ${JSON.stringify(covered)} under ${JSON.stringify(box)}`).to.deep.equal([]);
              const rowBox = rowOf(log, id)?.getBoundingClientRect() as DOMRect;
              expect(box.bottom, `${id}: within its row`).to.be.at.most(rowBox.bottom + (look === 'flat' ? 6 : 0.5));
            }
          });

  it('beside a bubble that leaves no room is the menu alone, with the reactions in it, and Tab walks over what is drawn', async () => {
    log = await mount({messages: rows()});
    log.focusMessage('m1');
    const inside = (selector: string) => rowOf(log, 'm1')?.shadowRoot?.querySelector<HTMLElement>(selector);
    await until('the toolbar', () => !!inside('.toolbar'));
    expect(['#react', '#reply', '#more'].map((name) => inside(name)?.checkVisibility())).to.deep.equal([
      false,
      false,
      true,
    ]);
    await sendKeys({press: 'Enter'});
    expect(rowOf(log, 'm1')?.shadowRoot?.activeElement?.id).to.equal('more');
    await sendKeys({press: 'Escape'});
    await sendKeys({press: '+'});
    await until('the reactions', () => !!inside('[role=menu]'));
    expect(inside('[role=menu]')?.textContent).to.contain('👍');
    const [menu, more] = ['[role=menu]', '#more'].map((one) => inside(one)?.getBoundingClientRect() as DOMRect);
    expect(Math.abs((menu?.top ?? 0) - (more?.bottom ?? 999)), 'the menu is beside its button').to.be.below(200);
    await sendKeys({press: 'Escape'});
  });

  it('a block of code that scrolls is a stop of Tab, which leads on through the page; it goes around in a message only for those who went in (UX-K8, UX-M11a, WCAG 2.1.2)', async () => {
    const {text, ranges} = parseMarkup(`Run\n\`\`\`\n${'open the gate '.repeat(20)}\n\`\`\``);
    const code = message(1, {content: {kind: 'text', text, ranges, attachments: []}} as Partial<Message>);
    log = await mount({messages: [code]});
    const after = document.createElement('button');
    document.body.append(after);
    const row = () => rowOf(log, 'm1') as ChatMessage;
    const inside = () => row().shadowRoot?.activeElement;
    try {
      await until('it scrolls', () => !!row().shadowRoot?.querySelector('pre[tabindex="0"]'));
      log.focusMessage('m1');
      await sendKeys({press: 'Tab'});
      expect(inside()?.localName).to.equal('pre');
      for (let presses = 0; presses < 3 && inside(); presses++) await sendKeys({press: 'Tab'});
      expect(document.activeElement === after, 'past the message').to.equal(true);
      log.focusMessage('m1');
      await until('the toolbar', () => !!row().shadowRoot?.querySelector('.toolbar'));
      await sendKeys({press: 'Enter'});
      for (let presses = 0; presses < 6; presses++) {
        expect(inside(), 'in the message').to.not.equal(null);
        await sendKeys({press: 'Tab'});
      }
      await sendKeys({press: 'Escape'});
      expect(inside()?.localName).to.equal('article');
      await sendKeys({press: 'Tab'});
      for (let presses = 0; presses < 3 && inside(); presses++) await sendKeys({press: 'Tab'});
      expect(document.activeElement === after, 'past it again').to.equal(true);
    } finally {
      after.remove();
    }
  });
});
