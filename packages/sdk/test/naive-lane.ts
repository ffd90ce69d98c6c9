/**
 * What a server makes of one lane, told as simply as possible: every operation by itself, and what was answered for good is
 * answered again. For tests of the outbox.
 */
import type {Answer} from '../src/core/batch.js';
import type {NewOutboxRow} from '../src/core/outbox-row.js';

type Operation = Pick<NewOutboxRow, 'opId' | 'op' | 'input' | 'message'>;
type Reply = Answer['reply'];

const done: Reply = {ok: true, result: {}};
const refused = (code: Extract<Reply, {ok: false}>['code']): Reply => ({ok: false, code, retry: 'no'});
const textOf = ({input}: Operation): string => (input.content as {text: string}).text;

export class NaiveLane {
  /** Whether the writer is a member. */
  isMember = true;
  /** Messages in their order, with the text each was sent with and the one it has; deleted ones have none. */
  readonly messages = new Map<string, {first: string; text: string | undefined; opId: string}>();
  /** Ids that somebody else has used for a message of theirs. */
  readonly #taken = new Set<string>();
  readonly #cancelled = new Set<string>();
  readonly #reactions = new Set<string>();
  readonly #registers: Record<string, unknown> = {};
  readonly #answered = new Map<string, Reply>();

  constructor(...messages: string[]) {
    for (const id of messages) this.messages.set(id, {first: 'old', text: 'old', opId: ''});
  }

  /** Somebody else uses the id, if nobody has. */
  take(message: string): void {
    if (!this.messages.has(message)) this.#taken.add(message);
  }

  /** A batch, whole or not at all: what breaks the server breaks it for all of them (PWP-BATCH-002). */
  push(batch: readonly Operation[]): Reply[] {
    const isIll = batch.some((row) => !this.#answered.has(row.opId) && JSON.stringify(row.input).includes('ill'));
    return batch.map((row) => (isIll ? {ok: false, code: 'INTERNAL', retry: 'after'} : this.carryOut(row)));
  }

  /** A text that holds `bad` is refused. */
  carryOut(row: Operation): Reply {
    const known = this.#answered.get(row.opId);
    if (known) return known;
    const reply = this.#decide(row);
    this.#answered.set(row.opId, reply);
    return reply;
  }

  #decide(row: Operation): Reply {
    const {op, input, message = '', opId} = row;
    const there = this.messages.get(message);
    if (op === 'message.send' && there) return there.first === textOf(row) ? done : refused('IDEMPOTENCY_MISMATCH');
    if (!this.isMember) return refused('NOT_A_MEMBER');
    if (op === 'own.set') {
      const {conversation: _, read, ...flags} = input;
      Object.assign(this.#registers, flags, {read: Math.max(Number(this.#registers.read ?? 0), Number(read ?? 0))});
      return done;
    }
    if (op === 'message.delete') {
      if (there) there.text = undefined;
      else this.#cancelled.add(message);
      return done;
    }
    if (op === 'reaction.set') {
      if (!there) return refused('NOT_FOUND');
      if (there.text === undefined) return refused('MESSAGE_DELETED');
      const key = `${message} ${input.key}`;
      if (input.on) this.#reactions.add(key);
      else this.#reactions.delete(key);
      return done;
    }
    const text = textOf(row);
    if (text.includes('bad')) return refused('FORBIDDEN');
    if (op === 'message.send') {
      if (this.#taken.has(message)) return refused('ID_TAKEN');
      if (this.#cancelled.has(message)) return refused('CANCELLED');
      if (input.replyTo !== undefined && !this.messages.has(input.replyTo as string)) return refused('NOT_FOUND');
      this.messages.set(message, {first: text, text, opId});
      return done;
    }
    if (!there) return refused('NOT_FOUND');
    if (there.text === undefined) return refused('MESSAGE_DELETED');
    there.text = text;
    return done;
  }

  /** All that others can see of it. */
  seen(): unknown {
    const alive = [...this.messages].flatMap(([id, {text}]) => (text === undefined ? [] : [{id, text}]));
    const reactions = [...this.#reactions].filter((key) => alive.some(({id}) => key.startsWith(`${id} `)));
    return {alive, reactions: reactions.sort(), registers: this.#registers};
  }
}
