/** What the bots of a conversation understand behind a `/` (PWP-COMMAND-002), asked for when somebody types one. */
import type {BotCommand} from '../core/view.js';
import type {Entry} from './engine.js';
import type {MoreParts} from './more.js';

/** What a bot says anew is seen after so long at the latest: nobody is told of it. */
const keptMs = 5 * 60_000;

/** `rev`: of the conversation, which rises with everybody who comes or goes. */
type Kept = {rev: number | undefined; at: number; commands: Promise<readonly BotCommand[]>};

const kept = new WeakMap<Entry, Kept>();

export async function commands({know, engine}: MoreParts, conversation: string): Promise<readonly BotCommand[]> {
  const entry = engine.entry(conversation);
  const rev = entry.stored?.row.conversation.rev;
  const at = engine.clock.monotonic();
  const before = kept.get(entry);
  const isFresh = before && before.rev === rev && at - before.at < keptMs;
  if (isFresh || (before && !engine.canAsk())) return before.commands;
  const asked = know('commands.list', {conversation}).then(({bots}) =>
    bots.flatMap(({user: bot, commands: those}) => those.map((one) => ({...one, bot}))),
  );
  kept.set(entry, {rev, at, commands: asked});
  try {
    return await asked;
  } catch (error) {
    kept.delete(entry);
    throw error;
  }
}
