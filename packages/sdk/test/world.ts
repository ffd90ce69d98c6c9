/** Small builders of wire nouns and outbox rows for tests, and a server's truth to compare with. */
import {type Box, boxOf} from '../src/core/outbox.js';
import type {NewOutboxRow, OutboxRow, OutboxWrite} from '../src/core/outbox-row.js';
import type {ChangesFrame, InboxRow, Message, TextRange} from '../src/protocol/index.js';

/** A message id of the right length, readable in failures. */
export const messageId = (name: string | number): string => `m${name}`.padEnd(21, '-');
export const opId = (name: string | number): string => `o${name}`.padEnd(21, '-');
export const room = 'c_room';

export const mentionOf = (user: string): TextRange => ({type: 'mention', start: 0, end: 1, user});

/** A message of `bo` at `seq`; its id is made from the seq. */
export function message(seq: number, more: Partial<Message> & {text?: string} = {}): Message {
  const {text = `text ${seq}`, ...rest} = more;
  return {
    id: messageId(seq),
    seq,
    rev: seq,
    sender: 'bo',
    ts: 1_000 + seq,
    content: {kind: 'text', text},
    ...rest,
  };
}

export const deletedMessage = (seq: number, rev: number, more: Partial<Message> = {}): Message =>
  message(seq, {rev, content: {kind: 'text', text: ''}, deleted: 'bo', ...more});

export function inboxRow(more: Partial<InboxRow> = {}): InboxRow {
  return {
    conversation: {id: room, type: 'group', status: 'open', title: 'Room', createdAt: 1, members: 3, rev: 1},
    seq: 0,
    membership: {state: 'joined', role: 'member', rev: 1},
    own: {
      read: 0,
      readPrivate: 0,
      delivered: 0,
      cleared: 0,
      rev: 0,
      markedUnread: false,
      mutedUntil: 0,
      pinned: false,
      archived: false,
    },
    unread: 0,
    mentions: 0,
    asOf: 0,
    readAt: 0,
    lastActivity: 1,
    ...more,
  };
}

export const changesFrame = (from: number, to: number, ...messages: Message[]): ChangesFrame => ({
  type: 'changes',
  conversation: room,
  from,
  to,
  changes: messages.map((one) => ({type: 'message', message: one})),
});

type RowOptions = Partial<Omit<OutboxRow, 'input'>> & {input?: Record<string, unknown>};

function newRow(
  op: NewOutboxRow['op'],
  name: string | number,
  input: Record<string, unknown>,
  more: RowOptions,
): NewOutboxRow {
  return {
    opId: opId(name),
    lane: room,
    op,
    state: 'queued',
    attempted: false,
    attempts: 0,
    at: 1_000,
    ...(typeof input.id === 'string' && {message: input.id}),
    ...more,
    input: {conversation: room, ...input, ...more.input},
  };
}

/** A rule as a storage takes it. */
export function decide<Result>(rows: readonly OutboxRow[], rule: (box: Box) => Result) {
  const box = boxOf(rows);
  return {result: rule(box), writes: box.writes()};
}

let ops = 0;
const next = (): string => `${++ops}x`;

export const sendRow = (name: string | number, text = `text ${name}`, more: RowOptions = {}): NewOutboxRow =>
  newRow('message.send', next(), {id: messageId(name), content: {text}}, more);
export const editRow = (name: string | number, text: string, more: RowOptions = {}): NewOutboxRow =>
  newRow('message.edit', next(), {id: messageId(name), content: {text}}, more);
export const deleteRow = (name: string | number, more: RowOptions = {}): NewOutboxRow =>
  newRow('message.delete', next(), {id: messageId(name)}, more);
export const reactRow = (name: string | number, key: string, on: boolean, more: RowOptions = {}): NewOutboxRow =>
  newRow('reaction.set', next(), {id: messageId(name), key, on}, more);
export const pinRow = (name: string | number, on: boolean, more: RowOptions = {}): NewOutboxRow =>
  newRow('message.pin', next(), {id: messageId(name), on}, more);
export const ownRow = (input: Record<string, unknown>, more: RowOptions = {}): NewOutboxRow =>
  newRow('own.set', next(), input, more);
export const profileRow = (input: Record<string, unknown>, more: RowOptions = {}): NewOutboxRow => ({
  ...newRow('profile.set', next(), {}, {lane: '@me', ...more}),
  input,
});

/** An outbox in memory: rows in order, and what a decision's writes make of them. */
export function outboxOf(...first: NewOutboxRow[]) {
  let rows: OutboxRow[] = [];
  let n = 0;
  const apply = (writes: readonly OutboxWrite[]): void => {
    for (const write of writes) {
      if ('add' in write) rows = [...rows, {...write.add, n: ++n}];
      else if ('put' in write) rows = rows.map((row) => (row.n === write.put.n ? write.put : row));
      else rows = rows.filter((row) => row.n !== write.drop);
    }
  };
  apply(first.map((add) => ({add})));
  return {
    rows: (): readonly OutboxRow[] => rows,
    /** Runs a rule over the rows and carries out its writes. */
    do<Result>(rule: (box: Box) => Result): Result {
      const {result, writes} = decide(rows, rule);
      apply(writes);
      return result;
    },
    /** The rows as short words: `send m1 'hello'`, with a star once attempted and the code once failed. */
    read: (): string[] => rows.map(inWords),
  };
}

function inWords({op, message: id, input, attempted, code, state}: OutboxRow): string {
  const text = (input.content as {text: string} | undefined)?.text;
  const words = [op.split('.')[op.startsWith('message') ? 1 : 0] + (attempted ? '*' : '')];
  if (id) words.push(id.replace(/-+$/, ''));
  if (text !== undefined) words.push(`'${text}'`);
  if (input.key !== undefined) words.push(`${input.on ? '+' : '-'}${input.key}`);
  if (!id) words.push(JSON.stringify({...input, conversation: undefined}));
  if (state === 'failed') words.push(`!${code}`);
  return words.join(' ');
}
