/**
 * The rows of a log, in arrays of numbers: 100,000 of them are made in a few milliseconds, and an object for a row only
 * when somebody looks at it.
 */
import type {Message} from '@parlor/sdk';

/** Where a message stands in its group: it decides corners, name and avatar. */
export type Position = 'single' | 'first' | 'middle' | 'last';

export type MessageRow = {
  readonly type: 'message';
  readonly key: string;
  readonly message: Message;
  readonly position: Position;
  /** The delivery mark is shown without hovering: the last of its state in its group (UX-M2). */
  readonly marks: boolean;
};

export type Row =
  | MessageRow
  | {readonly type: 'day'; readonly key: string; readonly at: number}
  /** `at`: a day begins here as well. */
  | {readonly type: 'unread'; readonly key: string; readonly at?: number}
  /** System messages, five or more in a row, folded into one line (UX-M19). */
  | {readonly type: 'folded'; readonly key: string; readonly messages: readonly Message[]}
  /** The edges of what is loaded. */
  | {readonly type: 'older' | 'newer' | 'start'; readonly key: string};

const types = ['message', 'day', 'unread', 'folded', 'older', 'newer', 'start'] as const;
const positions: readonly Position[] = ['single', 'first', 'last', 'middle'];
/** Bits of a row: three for its type, then what follows. */
const joinsAbove = 16;
const joinsBelow = 8;
const showsMarks = 32;
const startsDay = 64;

export class RowList {
  /** Of each row, for ever the same (UX-M3). */
  readonly keys: string[];
  /** From this row on they differ from those that were kept. */
  readonly from: number;
  readonly #messages: readonly Message[];
  /** The message of each row, or the one it stands above. */
  readonly #first: Int32Array;
  readonly #bits: Uint8Array;
  readonly #classes: Uint8Array;

  /** `kept`: the rows before `row` of a list that had the same messages before `message`. */
  constructor(messages: readonly Message[], kept?: {rows: RowList; row: number; message: number}) {
    this.#messages = messages;
    this.from = kept?.row ?? 0;
    this.keys = kept ? kept.rows.keys.slice(0, this.from) : [];
    // A day and a message each; the unread divider and both edges come once.
    const room = this.from + 2 * (messages.length - (kept?.message ?? 0)) + 3;
    this.#first = new Int32Array(room);
    this.#bits = new Uint8Array(room);
    this.#classes = new Uint8Array(room);
    if (!kept) return;
    this.#first.set(kept.rows.#first.subarray(0, this.from));
    this.#bits.set(kept.rows.#bits.subarray(0, this.from));
    this.#classes.set(kept.rows.#classes.subarray(0, this.from));
  }

  get length(): number {
    return this.keys.length;
  }

  /** The kind of each row, for guessing its height; 0 for rows that come and go. */
  get classes(): Uint8Array {
    return this.#classes.subarray(0, this.length);
  }

  add(type: Exclude<Row['type'], 'message'>, key: string, first: number, startsNewDay = false): void {
    const row = this.keys.push(key) - 1;
    this.#first[row] = first;
    this.#bits[row] = types.indexOf(type) | (startsNewDay ? startsDay : 0);
    this.#classes[row] = type === 'folded' ? systemClass : 0;
  }

  /** `joins`: to the group of the message above. */
  addMessage(first: number, joins: boolean): void {
    const message = this.#messages[first] as Message;
    const row = this.keys.push(message.id) - 1;
    this.#first[row] = first;
    let bits = message.own ? showsMarks : 0;
    if (joins) {
      bits |= joinsAbove;
      const above = this.#messages[this.#first[row - 1] as number] as Message;
      let bitsAbove = (this.#bits[row - 1] as number) | joinsBelow;
      if (above.delivery?.is === message.delivery?.is) bitsAbove &= ~showsMarks;
      this.#bits[row - 1] = bitsAbove;
    }
    this.#bits[row] = bits;
    this.#classes[row] = classOf(message, !joins);
  }

  at(row: number): Row | undefined {
    const key = this.keys[row];
    if (key === undefined) return undefined;
    const bits = this.#bits[row] as number;
    const first = this.messageAt(row);
    const message = this.#messages[first] as Message;
    const type = types[bits & 7] as Row['type'];
    if (type === 'message') {
      const position = positions[(bits >> 3) & 3] as Position;
      return {type, key, message, position, marks: (bits & showsMarks) > 0};
    }
    if (type === 'day' || (bits & startsDay) > 0) return {type, key, at: message.at} as Row;
    if (type !== 'folded') return {type, key};
    const end = row + 1 < this.length ? this.messageAt(row + 1) : this.#messages.length;
    return {type, key, messages: this.#messages.slice(first, end)};
  }

  /** The place, among the messages, of a row's message, or of the one it stands above. */
  messageAt(row: number): number {
    return this.#first[row] as number;
  }

  isMessage(row: number): boolean {
    return row >= 0 && row < this.length && ((this.#bits[row] as number) & 7) === 0;
  }

  /** Whether it has the name and avatar of its sender, or the space above a group. */
  isHead(row: number): boolean {
    return this.isMessage(row) && ((this.#bits[row] as number) & joinsAbove) === 0;
  }

  /** The first row with a message that `fits`; -1 if there is none. */
  findMessage(fits: (message: Message) => boolean): number {
    for (let row = 0; row < this.length; row++)
      if (this.isMessage(row) && fits(this.#messages[this.messageAt(row)] as Message)) return row;
    return -1;
  }

  /** The nearest row with a message, from `row` on in the direction of `step`; -1 if there is none. */
  nextMessage(row: number, step: 1 | -1): number {
    let next = row;
    while (next >= 0 && next < this.length && !this.isMessage(next)) next += step;
    return this.isMessage(next) ? next : -1;
  }
}

export const isSystem = (message: Message): boolean => message.content.kind === 'system';

const systemClass = 7;

/** The kind of row, 1 to 31. */
function classOf(message: Message, isHead: boolean): number {
  const {content, deleted, reactions} = message;
  if (isSystem(message)) return systemClass;
  const length = deleted ? 0 : content.text.length;
  const bucket = length < 40 ? 1 : length < 80 ? 2 : length < 160 ? 3 : length < 320 ? 4 : length < 640 ? 5 : 6;
  return bucket + (content.attachments.length > 0 || reactions.length > 0 ? 8 : 0) + (isHead ? 16 : 0);
}

/** What to expect of a class until rows of it were measured, px: a bubble of 15/22 text in a 400 px column. */
export const classGuesses: readonly number[] = Array.from({length: 32}, (_, kind) => {
  const text = [40, 38, 60, 82, 126, 214, 300, 28][kind & 7] as number;
  return text + (kind & 8 ? 40 : 0) + (kind & 16 ? 24 : 0);
});
