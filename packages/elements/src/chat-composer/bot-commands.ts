/** What the bots of a conversation understand behind a `/`, beside the commands of the page (UX-C9c). Loaded with either. */
import type {BotCommand, ConversationHandle} from '@parlor/sdk';

/** Longer than this the page's own commands do not wait. */
const patienceMs = 1_000;
/** No connection, a server that has none, or a conversation one has just left: the page's own are there all the same. */
const expected = new Set([
  'OFFLINE',
  'TIMEOUT',
  'UNAVAILABLE',
  'UNKNOWN_OPERATION',
  'NOT_FOUND',
  'NOT_A_MEMBER',
  'BANNED',
]);

/** As far as they are known: what is sent waits for nobody. */
const known = new WeakMap<ConversationHandle, readonly BotCommand[]>();

export function botCommands(handle: ConversationHandle): Promise<readonly BotCommand[]> {
  const before = (): readonly BotCommand[] => known.get(handle) ?? [];
  const asked = handle.commands().then(
    (found) => {
      known.set(handle, found);
      return found;
    },
    (error: unknown) => {
      if (!expected.has((error as {code?: string}).code ?? '')) reportError(error);
      return before();
    },
  );
  const late = new Promise<readonly BotCommand[]>((resolve) => setTimeout(() => resolve(before()), patienceMs));
  return Promise.race([asked, late]);
}

export const isOfBot = (handle: ConversationHandle | undefined, name: string): boolean =>
  !!handle && !!known.get(handle)?.some((command) => command.name === name);
