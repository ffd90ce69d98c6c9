/**
 * How far the message being read moves, in px, while things happen around it (UX-V1, UX-L7). Every kind of change is made 200
 * times, seeded, and the message's distance from the view's lower edge (which the reader's eye and the composer share) is
 * read at the start of real frames. What it moved at most is printed for each kind.
 */
import type {Message} from '@parlor/sdk';
import {html} from 'lit';
import {frame, frames, messages, mount, random, rowOf, scrollBy, scrollerOf, textTop} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import './define.js';

export const steps = 200;
/** The other direction has the same code under it. */
export const fewerSteps = 60;
const seed = 20261125;

type World = {log: ChatLog; shown: Message[]; below: (n: number) => number; at: number};
/**
 * Makes one change; `row`: the row's own padding changes with it, so that the row is followed, not its text. `prepare` is done
 * before the first one, and what it answers after the last.
 */
type Change = {
  make: (world: World, step: number) => void;
  row?: true;
  prepare?: (log: ChatLog) => Promise<() => void>;
};

const change = (world: World, index: number, over: (old: Message) => Message): void => {
  const old = world.shown[index];
  if (!old) return;
  world.shown = world.shown.toSpliced(index, 1, over(old));
  world.log.messages = world.shown;
};

const edited = (old: Message, times: number): Message => ({
  ...old,
  content: {...old.content, text: 'a text of another length, edited '.repeat(times)},
  editedAt: old.at,
});

/** What changes in the conversation. */
export const contents: Readonly<Record<string, Change>> = {
  'older messages of mixed heights, with pictures that come late': {
    make: (world) => {
      const first = world.shown[0]?.seq ?? 0;
      world.shown = [...messages(first - 1 - world.below(20), first - 1), ...world.shown];
      world.log.messages = world.shown;
      grow(world, -6);
    },
  },
  'pictures that come late': {make: (world) => grow(world, world.below(9) - 4)},
  'previews of links that come late, and go': {
    make: (world) =>
      change(world, world.at + world.below(9) - 4, ({content: {preview, ...content}, ...old}) => {
        const title = 'What the page says of itself';
        const made = {url: 'https://news.example/', title, ...(world.below(2) && {description: title})};
        return {...old, content: {...content, ...(!preview && {preview: made})}};
      }),
  },
  edits: {make: (world) => change(world, world.at + world.below(9) - 4, (old) => edited(old, 1 + world.below(8)))},
  reactions: {
    make: (world) =>
      change(world, world.at + world.below(9) - 4, (old) => ({
        ...old,
        reactions: Array.from({length: world.below(12)}, (_, i) => ({
          key: `${i}`,
          count: 1 + i,
          own: false,
          users: ['bob'],
        })),
      })),
  },
  'deletes above': {
    make: (world, step) => {
      const index = world.at - 1 - world.below(5);
      if (step % 2) return change(world, index, (old) => ({...old, deleted: !old.deleted}));
      world.shown = world.shown.toSpliced(index, 1);
      world.log.messages = world.shown;
    },
  },
  appends: {
    make: (world) => {
      const last = world.shown.at(-1)?.seq ?? 0;
      world.shown = [...world.shown, ...messages(last + 1, last + 1 + world.below(3))];
      world.log.messages = world.shown;
    },
  },
};

/** What changes around it. */
export const surroundings: Readonly<Record<string, Change>> = {
  'a composer that grows and shrinks': {
    make: ({log, below}) => {
      log.style.blockSize = `${600 - 22 * below(9)}px`;
    },
  },
  'a keyboard that comes and goes': {
    make: ({log}, step) => {
      log.style.blockSize = step % 2 ? '600px' : '290px';
    },
  },
  'new widths': {
    row: true,
    make: ({log, below}) => {
      log.style.inlineSize = `${280 + below(500)}px`;
    },
  },
  'looks, densities and text sizes (UX-L15)': {
    row: true,
    make: ({log, below}) => {
      const what = below(3);
      if (what === 0) log.look = log.look === 'flat' ? 'bubbles' : 'flat';
      else if (what === 1) log.density = log.density === 'compact' ? 'comfortable' : 'compact';
      else document.documentElement.style.fontSize = `${16 + below(9)}px`;
    },
  },
};

/** Of these every system with a browser has one. */
const lateFont = new FontFace(
  'Late',
  ['DejaVu Serif', 'DejaVu Sans', 'Liberation Serif', 'Liberation Sans', 'Noto Serif', 'Noto Sans', 'Times New Roman']
    .map((name) => `local("${name}")`)
    .join(', '),
);

/** What changes around it without anybody's doing. */
export const late: Readonly<Record<string, Change>> = {
  'a font that comes after the text was painted, and goes': {
    row: true,
    prepare: async (log) => {
      await lateFont.load();
      const pen = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
      const widthIn = (font: string): number => {
        pen.font = `40px ${font}`;
        return pen.measureText('the crane slot moved').width;
      };
      document.fonts.add(lateFont);
      if (widthIn('Late') === widthIn('sans-serif')) throw new Error('the late font would break no line anew');
      document.fonts.delete(lateFont);
      log.style.setProperty('--chat-font', 'Late, sans-serif');
      return () => document.fonts.delete(lateFont);
    },
    make: (_, step) => {
      if (step % 2) document.fonts.delete(lateFont);
      else document.fonts.add(lateFont);
    },
  },
};

/** Some messages hold a picture without a size, which comes when it likes. */
const picture = (message: Message): unknown =>
  (message.seq ?? 0) % 3 === 0 ? html`<div class="late">${message.content.text}</div>` : message.content.text;

function grow({log, shown, below, at}: World, offset: number): void {
  for (let index = at + offset, tries = 0; tries < 3; index++, tries++) {
    const late = rowOf(log, shown[index]?.id ?? '')?.shadowRoot?.querySelector<HTMLElement>('.late');
    if (!late) continue;
    late.style.blockSize = `${40 + below(320)}px`;
    return;
  }
}

/** Makes a change so many times in a log of its own, and says how far what was read moved at most, px, and when. */
export async function drift(
  name: string,
  {make, row, prepare}: Change,
  {dir = 'ltr', times = steps}: {dir?: 'ltr' | 'rtl'; times?: number} = {},
): Promise<{worst: number; where: string}> {
  const shown = messages(20_000, 21_000);
  const log = await mount({messages: shown, hasOlder: true, virtual: 'always', renderMessage: picture, dir});
  const finish = await prepare?.(log);
  const world: World = {log, shown, below: random(seed), at: 0};
  scrollBy(log, 12_000);
  await frames(12);
  let worst = 0;
  let where = '';
  for (let step = 0; step < times; step++) {
    const view = scrollerOf(log).getBoundingClientRect();
    const anchor = [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].find(
      (one) => one.getBoundingClientRect().top >= view.top,
    )?.message?.id as string;
    world.at = world.shown.findIndex(({id}) => id === anchor);
    const top = (): number =>
      (row ? (rowOf(log, anchor)?.getBoundingClientRect().top ?? Number.NaN) : textTop(log, anchor)) -
      scrollerOf(log).getBoundingClientRect().bottom;
    const before = top();
    const isMoot = name.includes('keyboard') || name.includes('composer');
    make(world, step);
    for (let i = 0; i < 2; i++) {
      await frame();
      const moved = Math.abs(top() - before);
      // A row that a lower view no longer shows has left the page, which is no movement.
      if (Number.isNaN(moved) && isMoot) continue;
      if (moved > worst || Number.isNaN(moved)) {
        worst = moved;
        where = `step ${step}, frame ${i}, ${anchor}`;
      }
    }
    if (step % 40 === 39 && step < times - 1) {
      scrollBy(log, world.below(800) - 400);
      await frames(12);
    }
  }
  console.log(`measured: ${name}${dir === 'rtl' ? ', from right to left' : ''}: ${worst.toFixed(2)} px at most`);
  finish?.();
  log.remove();
  document.documentElement.style.fontSize = '';
  return {worst, where: `seed ${seed}, ${where}`};
}
