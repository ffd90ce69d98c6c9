import type {Message} from '@parlor/sdk';
import {expect} from 'chai';
import {
  countElements,
  countWrites,
  frame,
  frames,
  message,
  messages,
  mount,
  random,
  rowOf,
  scrollBy,
  scrollerOf,
  textTop,
  until,
} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import './define.js';

describe('the virtual list', () => {
  let log: ChatLog;
  afterEach(() => log.remove());

  /** The end of the last row, measured from the end of the view. */
  const offEnd = (): number => {
    const last = [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].at(-1);
    return (last?.getBoundingClientRect().bottom ?? Number.NaN) - scrollerOf(log).getBoundingClientRect().bottom;
  };

  it('UX-L6a, UX-L7: an answer that grows keeps who is at the end there, and moves nobody who reads above', async () => {
    let shown = messages(1, 60);
    const grow = async (words: number): Promise<void> => {
      const growing = Date.now();
      shown = [...messages(1, 60), message(61, {text: 'word '.repeat(words)})].map((one) =>
        one.seq === 61 ? {...one, content: {...one.content, growing}} : one,
      );
      log.messages = shown;
      await frames(3);
    };
    log = await mount({messages: shown});
    for (let words = 0; words < 300; words += 20) {
      await grow(words);
      expect(Math.abs(offEnd()), `${words} words`).to.be.below(40);
    }
    expect(log.atEnd).to.equal(true);
    scrollBy(log, 600);
    await frames(8);
    const {first = ''} = log.visibleRange;
    const before = textTop(log, first);
    for (let words = 300; words < 400; words += 20) await grow(words);
    expect(Math.abs(textTop(log, first) - before)).to.be.at.most(1);
    expect(log.atEnd).to.equal(false);
  });

  it('UX-V1: prepends, edits, appends, reactions and new widths move the message being read by at most 1 px', async () => {
    const seed = 20260503;
    const below = random(seed);
    let shown = messages(3000, 3300);
    log = await mount({messages: shown, hasOlder: true, virtual: 'always'});
    scrollBy(log, 6000);
    await frames(12);
    for (let step = 0; step < 120; step++) {
      const {first} = log.visibleRange;
      const keys = [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].map((row) => row.message?.id ?? '');
      // The second visible row: the first may be cut by the upper edge.
      const anchor = keys[keys.indexOf(first ?? '') + 1] as string;
      const before = textTop(log, anchor);
      const what = below(6);
      const at = shown.findIndex(({id}) => id === anchor);
      const change = (index: number, over: (old: Message) => Message): void => {
        shown = shown.map((old, i) => (i === index ? over(old) : old));
      };
      if (what === 0) shown = [...messages((shown[0]?.seq ?? 0) - 25, (shown[0]?.seq ?? 0) - 1), ...shown];
      else if (what === 1)
        shown = [...shown, ...messages((shown.at(-1)?.seq ?? 0) + 1, (shown.at(-1)?.seq ?? 0) + 1 + below(3))];
      else if (what === 2) {
        const text = 'a longer text than before, edited '.repeat(1 + below(8));
        change(at - 1 - below(4), (old) => ({...old, content: {...old.content, text}, editedAt: old.at}));
      } else if (what === 3) {
        const reactions = below(2) ? [{key: '👍', count: 1, own: false, users: ['bob']}] : [];
        change(at + below(4), (old) => ({...old, reactions}));
      } else if (what === 4) log.style.blockSize = `${520 + below(4) * 20}px`;
      else change(at + 2 + below(20), (old) => ({...old, deleted: !old.deleted}));
      log.messages = shown;
      const isShrink = what === 4;
      for (let i = 0; i < 3; i++) {
        await frame();
        // With the end fixed, a lower view moves its own upper edge, not the rows against its lower edge.
        if (!isShrink)
          expect(Math.abs(textTop(log, anchor) - before), `step ${step}, what ${what}, seed ${seed}`).to.be.at.most(1);
      }
      if (step % 20 === 19) {
        scrollBy(log, below(1200) - 600);
        await frames(12);
      }
    }
  }).timeout(120_000);

  it('UX-V1: a new width keeps the message being read', async () => {
    log = await mount({messages: messages(1, 300), virtual: 'always'});
    scrollBy(log, 5000);
    await frames(12);
    for (const width of [300, 420, 700, 420]) {
      const {first} = log.visibleRange;
      const before = rowOf(log, first as string)?.getBoundingClientRect().top ?? Number.NaN;
      const next = log.shadowRoot?.querySelectorAll('chat-message');
      const key = [...(next ?? [])].find(
        (row) => row.getBoundingClientRect().top >= scrollerOf(log).getBoundingClientRect().top,
      )?.message?.id as string;
      const top = rowOf(log, key)?.getBoundingClientRect().top ?? Number.NaN;
      log.style.inlineSize = `${width}px`;
      await frames(3);
      expect(
        Math.abs((rowOf(log, key)?.getBoundingClientRect().top ?? Number.NaN) - top),
        `${width} ${before}`,
      ).to.be.at.most(1);
    }
  });

  it('UX-V2: scrolling up through unmeasured rows and loading pages writes no scroll position', async () => {
    let shown = messages(2100, 2200);
    log = await mount({messages: shown, hasOlder: true, virtual: 'always'});
    log.addEventListener('chat-load-older', () => {
      const first = shown[0]?.seq ?? 0;
      shown = [...messages(first - 50, first - 1), ...shown];
      setTimeout(() => (log.messages = shown), 30);
    });
    const writes = countWrites(log);
    let worst = 0;
    for (let i = 0; i < 150; i++) {
      const key = log.visibleRange.last as string;
      const before = textTop(log, key);
      const was = scrollerOf(log).scrollTop;
      scrollBy(log, 110);
      await frame();
      const moved = was - scrollerOf(log).scrollTop;
      worst = Math.max(worst, Math.abs(textTop(log, key) - before - moved));
    }
    expect(writes()).to.equal(0);
    expect(worst).to.be.at.most(1);
    expect(shown.length).to.be.greaterThan(200);
  });

  it('UX-V3: at the end, every frame shows the end, whatever arrives or grows', async () => {
    let shown = messages(1, 100);
    log = await mount({messages: shown});
    expect(Math.abs(offEnd())).to.be.at.most(1);
    for (let i = 0; i < 40; i++) {
      if (i % 2) shown = [...shown, ...messages(shown.length + 1, shown.length + 1)];
      else
        shown = shown.map((old, n) =>
          n === shown.length - 1
            ? {...old, content: {...old.content, text: `${old.content.text} and more words`}}
            : old,
        );
      log.messages = shown;
      log.style.blockSize = `${600 - (i % 5) * 12}px`;
      await frame();
      await frame();
      expect(Math.abs(offEnd()), `frame ${i}`).to.be.at.most(1);
    }
  });

  it('UX-V4: of 100,000 messages at most 60 rows and 1,500 elements are in the page, and each can be reached', async () => {
    log = await mount({messages: messages(1, 100_000)});
    log.style.blockSize = '800px';
    await frames(3);
    const check = (): void => {
      expect(log.shadowRoot?.querySelectorAll('chat-message').length).to.be.within(5, 60);
      expect(countElements(log.shadowRoot as ShadowRoot)).to.be.at.most(1500);
    };
    check();
    for (const n of [1, 50_000, 12_345, 99_999]) {
      expect(await log.goTo(`m${n}`)).to.equal(true);
      await frame();
      const top = textTop(log, `m${n}`) - scrollerOf(log).getBoundingClientRect().top;
      expect(top, `m${n}`).to.be.within(0, 800);
      check();
    }
    for (let i = 0; i < 30; i++) {
      scrollBy(log, 900);
      await frame();
    }
    check();
  });

  it('UX-L5b: opens at its place at once, and a list shown again is where it was', async () => {
    log = await mount({messages: messages(1, 300), virtual: 'always'});
    expect(log.atEnd).to.equal(true);
    scrollBy(log, 3000);
    await frames(12);
    const {first} = log.visibleRange;
    const before = rowOf(log, first as string)?.getBoundingClientRect().top ?? Number.NaN;
    log.style.display = 'none';
    await frames(3);
    log.style.display = 'block';
    await frames(3);
    expect(Math.abs((rowOf(log, first as string)?.getBoundingClientRect().top ?? Number.NaN) - before)).to.be.at.most(
      1,
    );
    const parent = document.createElement('div');
    document.body.append(parent);
    parent.append(log);
    await frames(3);
    expect(Math.abs((rowOf(log, first as string)?.getBoundingClientRect().top ?? Number.NaN) - before)).to.be.at.most(
      1,
    );
    parent.replaceWith(log);
  });

  it('UX-M3: a message keeps its row when the server answers, and when history comes before it', async () => {
    const mine = message(9, {own: true, text: 'On my way', delivery: {is: 'sending'}});
    const {seq: _, ...unsent} = mine;
    const shown = [...messages(1, 8), {...unsent, seq: undefined}];
    log = await mount({messages: shown});
    const row = rowOf(log, 'm9');
    const article = row?.shadowRoot?.querySelector('article');
    log.messages = [...messages(1, 8), {...mine, delivery: {is: 'sent'}}];
    await frames(2);
    log.messages = [...messages(-20, 8), {...mine, delivery: {is: 'read', by: 1, of: 1}}];
    await frames(2);
    expect(rowOf(log, 'm9')).to.equal(row);
    expect(row?.shadowRoot?.querySelector('article')).to.equal(article);
  });

  it('UX-V11: the focus stays on its message through far scrolling and prepends', async () => {
    let shown = messages(5000, 5300);
    log = await mount({messages: shown, virtual: 'always'});
    log.focusMessage('m5250');
    const article = rowOf(log, 'm5250')?.shadowRoot?.activeElement;
    expect(article?.localName).to.equal('article');
    for (let i = 0; i < 20; i++) {
      scrollBy(log, 300);
      shown = [...messages((shown[0]?.seq ?? 0) - 5, (shown[0]?.seq ?? 0) - 1), ...shown];
      log.messages = shown;
      await frame();
    }
    expect(rowOf(log, 'm5250')?.shadowRoot?.activeElement).to.equal(article);
    expect(article?.isConnected).to.equal(true);
  });

  it('UX-L8a: asks for older messages two views before they are needed, one page at a time', async () => {
    let asked = 0;
    log = await mount({messages: messages(1, 250), hasOlder: true, virtual: 'always'});
    log.addEventListener('chat-load-older', () => asked++);
    await frames(3);
    expect(asked).to.equal(0);
    const {scrollHeight, clientHeight} = scrollerOf(log);
    scrollBy(log, scrollHeight - clientHeight - 1100);
    await until('it asks', () => asked > 0);
    scrollBy(log, 300);
    await frames(4);
    expect(asked).to.equal(1);
    expect(log.shadowRoot?.querySelector('.edge')?.getAttribute('aria-busy')).to.equal('true');
  });

  it('UX-L9ab: the button to the latest counts what was not seen, and goes there', async () => {
    const shown = messages(1, 120);
    log = await mount({messages: shown});
    scrollBy(log, 2000);
    await until('the button', () => !!log.shadowRoot?.querySelector('.jump'));
    log.messages = [...shown, ...messages(121, 123)];
    await frames(3);
    const button = log.shadowRoot?.querySelector<HTMLElement>('.jump');
    expect(button?.querySelector('b')?.dataset['count']).to.equal('3');
    expect(button?.getAttribute('aria-label')).to.contain('3 new');
    button?.click();
    await frames(2);
    button?.click();
    await until('the end', () => log.atEnd);
    await until('the button is gone', () => !log.shadowRoot?.querySelector('.jump'));
  });

  for (const dir of ['ltr', 'rtl'] as const)
    for (const look of ['bubbles', 'flat'] as const)
      for (const density of ['comfortable', 'compact'] as const)
        it(`UX-L9d: the button covers nobody’s words: ${dir}, ${look}, ${density}`, async () => {
          const shown = messages(1, 150).map((one, i) => ({...one, own: i % 3 === 0}));
          log = await mount({messages: shown, look, density, dir});
          for (const width of [280, 360, 700]) {
            log.style.inlineSize = `${width}px`;
            await frames(3);
            for (let i = 0; i < 8; i++) {
              scrollBy(log, 170);
              await frames(2);
              await until('the button', () => !!log.shadowRoot?.querySelector('.jump'));
              const button = log.shadowRoot?.querySelector('.jump')?.getBoundingClientRect() as DOMRect;
              const range = document.createRange();
              for (const row of log.shadowRoot?.querySelectorAll('chat-message') ?? []) {
                for (const words of row.shadowRoot?.querySelectorAll('.body, .name') ?? []) {
                  range.selectNodeContents(words);
                  const isUnder = [...range.getClientRects()].some(
                    (box) =>
                      box.left < button.right &&
                      box.right > button.left &&
                      box.top < button.bottom &&
                      box.bottom > button.top,
                  );
                  expect(isUnder, `${width}: ${row.message?.id}`).to.equal(false);
                }
              }
            }
          }
        });

  it('UX-L3d: while the reader scrolls, the day of what is at the top floats there, for eyes only', async () => {
    const day = 86_400_000;
    const at = Date.UTC(2026, 4, 3, 9);
    log = await mount({
      messages: Array.from({length: 120}, (_, n) => message(n + 1, {at: at + Math.floor(n / 60) * day + n * 1000})),
    });
    const label = () => log.shadowRoot?.querySelector<HTMLElement>('.floating-day');
    expect(label() == null, 'not before anybody scrolls').to.equal(true);
    scrollBy(log, 300);
    await until('the label', () => !!label()?.classList.contains('shown'));
    expect(label()?.textContent).to.match(/May 4/);
    expect(label()?.getAttribute('aria-hidden')).to.equal('true');
    const before = textTop(log, 'm110');
    await until('it goes when nobody scrolls', () => !label()?.classList.contains('shown'));
    expect(Math.abs(textTop(log, 'm110') - before), 'it moves nothing').to.be.at.most(0.01);
    for (let i = 0; i < 40 && !/May 3/.test(label()?.textContent ?? ''); i++) {
      scrollBy(log, 200);
      await frame();
    }
    expect(label()?.textContent).to.match(/May 3/);
    scrollBy(log, 1e6);
    await until('the heading itself is there', () => !label()?.classList.contains('shown'));
    log.noFloatingDay = true;
    scrollBy(log, -700);
    await frames(5);
    expect(label()?.classList.contains('shown')).to.equal(false);
  });
});
