/**
 * A person's device that knows the wire and nothing of the SDK: per conversation one lane with one batch under way, repeated
 * with the same opIds until it is answered (PWP-SEND-008). It keeps a record of what it wanted and of what it was told.
 */
import {setTimeout as pause} from 'node:timers/promises';
import type {Change, Failure, Reply} from '@parlor/sdk/protocol';
import {nanoid} from 'nanoid';
import {io, type Socket} from 'socket.io-client';
import type {Dice} from './chance.js';

export type Intent = {
  readonly opId: string;
  readonly op: 'message.send' | 'message.edit' | 'message.delete' | 'reaction.set';
  readonly message: string;
  readonly text?: string;
  readonly key?: string;
  readonly on?: boolean;
  /** How often it left the device. */
  attempts: number;
  /** It left, and no answer came before the line broke. */
  wasUnanswered: boolean;
  /** The value the change took, as the answer says. */
  rev?: number | undefined;
  /** A refusal for good, which nothing here deserves. */
  refused?: string;
};

export type LaneRecord = {readonly user: string; readonly conversation: string; readonly intents: Intent[]};

type Own = {id: string; revisions: number; reaction: boolean};
type Lane = LaneRecord & {own: Own[]; batch: Intent[] | undefined; isWaiting: boolean};

const answerMs = 5_000;
const mostPerBatch = 6;

export class Writer {
  readonly user: string;
  readonly lanes: readonly Lane[];
  /** What broke the rules on the way, in words. */
  readonly complaints: string[] = [];
  answered = 0;
  /** Refusals that may pass, the newest last. */
  readonly delays: {code: string; retryAfterMs: number | undefined}[] = [];
  readonly #url: string;
  readonly #token: string;
  readonly #dice: Dice;
  #socket: Socket | undefined;
  #isOnline = false;
  #isStopped = false;
  /** No new writes: only what was begun is brought to its end. */
  #isFinishing = false;

  constructor(given: {url: string; user: string; token: string; conversations: readonly string[]; dice: Dice}) {
    this.user = given.user;
    this.#url = given.url;
    this.#token = given.token;
    this.#dice = given.dice;
    this.lanes = given.conversations.map((conversation) => ({
      ...{user: given.user, conversation, intents: [], own: [], batch: undefined, isWaiting: false},
    }));
  }

  start(): void {
    const socket = (this.#socket = io(this.#url, {
      ...{forceNew: true, reconnection: false, transports: ['websocket']},
      auth: {token: this.#token, device: `device-${this.user}`, proto: [1]},
    }));
    const again = (): void => {
      this.#isOnline = false;
      if (!this.#isStopped && socket === this.#socket) {
        this.#socket = undefined;
        setTimeout(() => this.#isStopped || this.start(), 20 + this.#dice.below(60));
      }
    };
    socket.on('connect_error', again);
    socket.on('disconnect', again);
    socket.once('ev', () => {
      this.#isOnline = true;
      this.pump();
    });
  }

  pump(): void {
    for (const lane of this.lanes) void this.#work(lane);
  }

  /** Resolves when everything that was begun is answered. @throws when that takes too long */
  async finish(withinMs: number): Promise<void> {
    this.#isFinishing = true;
    const end = performance.now() + withinMs;
    this.pump();
    while (this.lanes.some(({batch}) => batch)) {
      if (performance.now() > end) throw new Error(`${this.user} was not answered within ${withinMs} ms`);
      await pause(20);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#socket?.disconnect();
  }

  async #work(lane: Lane): Promise<void> {
    while (this.#isOnline && !lane.isWaiting) {
      if (!lane.batch && this.#isFinishing) return;
      lane.batch ??= this.#next(lane);
      lane.isWaiting = true;
      const waitMs = await this.#push(lane, lane.batch);
      if (waitMs > 0) await pause(waitMs);
      lane.isWaiting = false;
    }
  }

  /** One attempt; answers how long to wait before the next. */
  async #push(lane: Lane, batch: readonly Intent[]): Promise<number> {
    const {conversation} = lane;
    for (const intent of batch) intent.attempts++;
    let reply: Reply<{results: readonly Reply<{changes: Change[]}>[]}>;
    try {
      const ops = batch.map((intent) => ({opId: intent.opId, op: intent.op, input: inputOf(conversation, intent)}));
      reply = (await this.#socket
        ?.timeout(answerMs)
        .emitWithAck('req', {op: 'ops.push', input: {ops}})) as typeof reply;
      if (!reply) throw new Error('no line');
    } catch {
      for (const intent of batch) intent.wasUnanswered = true;
      return 20;
    }
    if (!reply.ok) return this.#wait(reply);
    for (const [at, intent] of batch.entries()) {
      const result = reply.result.results[at];
      if (result?.ok) intent.rev = revIn(result.result.changes, intent);
      else intent.refused = result?.code ?? 'no answer';
    }
    lane.batch = undefined;
    this.answered += batch.length;
    return 0;
  }

  #wait({code, retry, retryAfterMs}: Failure): number {
    if (retry !== 'after') this.complaints.push(`${this.user}: a batch was refused for good with ${code}`);
    this.delays.push({code, retryAfterMs});
    return retryAfterMs ?? 200;
  }

  /** A message is touched at most once in a batch, so that the answer names the value its change took. */
  #next(lane: Lane): Intent[] {
    const dice = this.#dice;
    const free = lane.own.filter(() => dice.next() < 0.5);
    const batch: Intent[] = [];
    for (let left = 1 + dice.below(mostPerBatch); left > 0; left--) {
      const roll = dice.next();
      const own = roll < 0.55 ? undefined : free.splice(dice.below(free.length), 1)[0];
      batch.push(own ? this.#touch(lane, own, roll) : this.#send(lane));
    }
    lane.intents.push(...batch);
    return batch;
  }

  #send(lane: Lane): Intent {
    const id = nanoid();
    // the oldest are left in peace, so that choosing stays cheap
    lane.own = [...lane.own.slice(-20), {id, revisions: 0, reaction: false}];
    return {...made('message.send', id), text: `${this.user} ${id}`};
  }

  #touch(lane: Lane, own: Own, roll: number): Intent {
    if (roll < 0.75) {
      own.revisions++;
      return {...made('message.edit', own.id), text: `${this.user} ${own.id} ${own.revisions}`};
    }
    if (roll < 0.9) {
      own.reaction = !own.reaction;
      return {...made('reaction.set', own.id), key: 'like', on: own.reaction};
    }
    lane.own = lane.own.filter((other) => other !== own);
    return made('message.delete', own.id);
  }
}

const made = (op: Intent['op'], message: string): Intent => ({
  ...{op, message, opId: nanoid(), attempts: 0, wasUnanswered: false},
});

function inputOf(conversation: string, {op, message: id, text, key, on}: Intent): object {
  if (op === 'message.delete') return {conversation, id};
  if (op === 'reaction.set') return {conversation, id, key, on};
  return {conversation, id, content: {text}};
}

function revIn(changes: readonly Change[], {op, message}: Intent): number | undefined {
  for (const change of changes) {
    if (op === 'reaction.set' && change.type === 'reaction' && change.message === message) return change.rev;
    if (op !== 'reaction.set' && change.type === 'message' && change.message.id === message) return change.message.rev;
  }
  return undefined;
}
