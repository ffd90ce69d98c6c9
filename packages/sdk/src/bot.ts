/**
 * For bots: what they understand behind a `/`, and a message whose text grows while it is thought of. An entry of its own, `@parlor/sdk/bot`, so that pages do not load it.
 */
import {type Clock, systemClock} from './base/clock.js';
import type {ConversationHandle} from './client/api.js';
import {ChatError} from './core/failure.js';
import type {BotCommand, MessageContent} from './core/view.js';
import type {Failure} from './protocol/failure.js';

/** Readers take a message that said nothing for 60 s for one that has stopped: this often it says the same again. */
const aliveMs = 20_000;
/** So long a message may grow (PWP-GROW-003). */
const longestMs = 10 * 60_000;

export type DeclareOptions = {
  /** The server's address, as for `createChat`. */
  url: string;
  /** As for `createChat`: a token of the audience `parlor-bot`. */
  getToken: (request: {reason: 'connect' | 'renew' | 'rejected'; signal: AbortSignal}) => Promise<string> | string;
};

/**
 * Says all the commands this bot understands, in place of those said before: up to 20, each with a `name` (`a-z`, `0-9`, `-`, up to 32) and a
 * `description` (up to 100 characters; `usage`, what follows the name, as well). Once when it starts is enough.
 * @throws {ChatError} OFFLINE where the server is out of reach, SCHEMA, FORBIDDEN for tokens of another audience …
 */
export async function declareCommands(
  {url, getToken}: DeclareOptions,
  commands: readonly Omit<BotCommand, 'bot'>[],
): Promise<void> {
  const {signal} = new AbortController();
  const token = await getToken({reason: 'connect', signal});
  const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
  let answer: unknown;
  try {
    const body = JSON.stringify({commands});
    const response = await fetch(`${url.replace(/\/$/, '')}/v1/me/commands`, {method: 'PUT', headers, body});
    answer = await response.json();
    if (response.ok) return;
  } catch (cause) {
    throw new ChatError('OFFLINE', {cause});
  }
  throw (answer as Failure | null)?.ok === false ? ChatError.from(answer as Failure) : new ChatError('UNAVAILABLE');
}

export type GrowOptions = {
  /** The id of the message being answered. */
  replyTo?: string;
  kind?: string;
  lang?: string;
  /** Makes of the text so far what is shown, such as `parseMarkup` of `@parlor/sdk/markup`; left out, it is shown as it is. */
  format?: (text: string) => Pick<MessageContent, 'text' | 'ranges'>;
  /** At most so often it goes out, in milliseconds (500): each time the whole of it, to every reader. */
  everyMs?: number;
  clock?: Clock;
};

export interface Growing {
  /** The id of the message. */
  readonly id: string;
  /** What was written so far. */
  readonly text: string;
  /** Aborted when it cannot grow any more, before its end: somebody deleted it, or this device has no room. Stops a model that would write on. */
  readonly signal: AbortSignal;
  append(text: string): void;
  /** Other words in place of all there were. */
  set(text: string): void;
  /**
   * It is whole. Resolves when that is safe on this device, from where it arrives whatever happens; one without words is taken back.
   * @throws {ChatError} MESSAGE_DELETED, OUTBOX_FULL, TOO_LARGE
   */
  end(): Promise<void>;
  /** Takes the message back. */
  cancel(): Promise<void>;
}

/** Begins a message that says nothing yet. What is appended goes out with what came before it, twice a second at most. */
export function growMessage(
  conversation: Pick<ConversationHandle, 'send' | 'edit' | 'delete'>,
  {replyTo, format = (text) => ({text}), everyMs = 500, clock = systemClock, ...more}: GrowOptions = {},
): Growing {
  const abort = new AbortController();
  const began = clock.monotonic();
  let text = '';
  let said = text;
  let isOver = false;
  let stopTimer = (): void => {};

  const contentOf = (): MessageContent => ({...more, ...format(text)});
  const {id, queued} = conversation.send({...contentOf(), growing: true, ...(replyTo !== undefined && {replyTo})});
  let work: Promise<unknown> = queued;
  follow();
  let saidAt = began;
  wait(aliveMs);

  /** One after the other, so that a later text never goes before an earlier one. */
  function then(run: () => Promise<unknown>): Promise<unknown> {
    work = work.then(run);
    follow();
    return work;
  }

  function follow(): void {
    work.catch((error: unknown) => {
      over();
      abort.abort(error);
    });
  }

  function over(): void {
    isOver = true;
    stopTimer();
  }

  function wait(ms: number): void {
    stopTimer();
    stopTimer = clock.after(ms, step);
  }

  function step(): void {
    const now = clock.monotonic();
    if (now - began > longestMs) return;
    said = text;
    saidAt = now;
    void then(async () => {
      // what was written while the one before was being kept is said by the next one
      if (!isOver) await conversation.edit(id, {...contentOf(), growing: true});
    });
    wait(aliveMs);
  }

  function write(words: string): void {
    if (isOver) return;
    text = words;
    if (text !== said) wait(Math.max(0, saidAt + everyMs - clock.monotonic()));
  }

  async function cancel(): Promise<void> {
    over();
    await queued;
    await conversation.delete(id);
  }

  return {
    id,
    get text() {
      return text;
    },
    signal: abort.signal,
    append: (words) => write(text + words),
    set: write,
    async end() {
      if (isOver) return void (await work);
      over();
      if (text.trim() === '') return cancel();
      await then(() => conversation.edit(id, contentOf()));
    },
    cancel,
  };
}
