/** The SDK as an app in Node uses it: real sockets, memory for a storage, and a clock that runs faster so that waits are short. */
import type {Chat, ChatError, ChatOptions, Connection, Message} from '@parlor/sdk';
import {createChat} from '@parlor/sdk';
import type {RunningServer} from '../server.js';

/** The SDK's backoff and heartbeats in so small a part of the time. */
export function fasterBy(speed: number): NonNullable<ChatOptions['clock']> {
  const monotonic = (): number => performance.now() * speed;
  return {
    now: () => Date.now(),
    monotonic,
    after(ms, run) {
      const due = monotonic() + ms;
      const arm = (): NodeJS.Timeout =>
        setTimeout(
          () => {
            if (monotonic() < due) timer = arm();
            else run();
          },
          Math.min(2 ** 31 - 1, Math.ceil((due - monotonic()) / speed)),
        );
      let timer = arm();
      return () => clearTimeout(timer);
    },
  };
}

export type Device = Disposable & {
  readonly chat: Chat;
  readonly errors: ChatError[];
  tokens: number;
  /** Texts of the open conversation that have a place, in its order. */
  texts(): string[];
  /** How much the outbox still holds, and how the connection is. */
  state(): {waiting: number; connection: Connection; errors: readonly string[]};
};

/** `url` may lead over a bad line; the conversation is kept open. */
export function device(
  server: Pick<RunningServer, 'token'>,
  url: string,
  user: string,
  conversation: string,
  options: Partial<ChatOptions> = {},
): Device {
  const errors: ChatError[] = [];
  const made = {
    errors,
    tokens: 0,
    chat: createChat({
      ...{url, user, name: `${user} ${conversation}`, storage: 'memory', tabs: 'own', clock: fasterBy(10)},
      getToken: () => {
        made.tokens++;
        return server.token(user);
      },
      onError: (error) => errors.push(error),
      ...options,
    } as ChatOptions),
    texts: () => confirmed().map(({content}) => content.text),
    state: () => ({
      waiting: made.chat.outbox.get().length,
      connection: made.chat.connection.get(),
      errors: errors.slice(-5).map(({code, message}) => `${code} ${message}`),
    }),
    [Symbol.dispose]: () => void made.chat.close(),
  };
  const handle = made.chat.conversation(conversation);
  handle.open();
  const confirmed = (): Message[] =>
    handle.timeline.get().messages.filter(({seq, content}) => seq !== undefined && content.kind === 'text');
  return made;
}
