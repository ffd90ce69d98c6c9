/** The vectors of docs/vectors as they are written there, and their variants. */
import {readdirSync, readFileSync} from 'node:fs';
import type {EphemeralFrame, HelloFrame, InboxRow, Member, Message} from '../../src/protocol/index.js';

/** A conversation as the server knows it: what it answers with is read off this. */
export type Place = {row: InboxRow; messages: Message[]; members: Member[]};
export type Side = {epoch?: string; cursor?: string; conversations: Record<string, Place>};
export type SyncPage = HelloFrame['sync'];

export type Step =
  /** A frame as it comes over the wire, known or not, whole or not. */
  | {frame: unknown}
  | {ephemeral: EphemeralFrame}
  /** So many milliseconds go by. */
  | {pass: number}
  /** The connection breaks; the next one says this. `pages` answer the `sync` requests that follow. */
  | {reconnect: {epoch: string; sync: SyncPage; pages?: SyncPage[]}}
  /** The reader scrolls to the start of the conversation, page by page, or jumps to its newest message. */
  | {scroll: 'start' | 'end'};

export type Vector = {
  name: string;
  rules: string[];
  user: string;
  /** The conversation on the screen, opened before the script begins. */
  shows?: string;
  before: Side;
  script: Step[];
  after: Side;
  /** `any`: frames next to each other may come in any order, and twice. */
  order: 'any' | 'given';
  /** More changes than these make a delta `limited`. */
  deltaRows?: number;
  /** How long to wait after the script; 5000 where left out. */
  settleMs?: number;
  view: Record<string, unknown>;
};

type VectorFile = {format: 1; topic: string; vectors: Vector[]};

const folder = new URL('../../../../docs/vectors/', import.meta.url);

export const vectorFiles = (): {file: string; text: VectorFile}[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({file, text: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as VectorFile}));

/** The same numbers for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const isFrame = (step: Step): boolean => 'frame' in step || 'ephemeral' in step;

/** The script with every run of frames shuffled; `twice`: each frame comes a second time, somewhere in its run. */
export function variant(script: readonly Step[], seed: number, twice: boolean): Step[] {
  const roll = dice(seed);
  const done: Step[] = [];
  let run: Step[] = [];
  const end = (): void => {
    const frames = twice ? [...run, ...run] : [...run];
    for (let at = frames.length - 1; at > 0; at--) {
      const other = roll(at + 1);
      [frames[at], frames[other]] = [frames[other] as Step, frames[at] as Step];
    }
    done.push(...frames);
    run = [];
  };
  for (const step of script) {
    if (isFrame(step)) run.push(step);
    else {
      end();
      done.push(step);
    }
  }
  end();
  return done;
}
