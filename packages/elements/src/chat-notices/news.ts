/** Which conversations of a list have a new message of somebody else, compared with what was known before. */
import type {Conversation} from '@parlor/sdk';

/** When the newest message of each conversation was sent, as far as it is known. */
export type Known = {readonly at: ReadonlyMap<string, number>; readonly newest: number};

export function knownFrom(conversations: readonly Conversation[], before?: Known): Known {
  const at = new Map(before?.at);
  let newest = before?.newest ?? 0;
  for (const {id, preview} of conversations) {
    at.set(id, Math.max(preview?.at ?? 0, at.get(id) ?? 0));
    newest = Math.max(newest, preview?.at ?? 0);
  }
  return {at, newest};
}

/**
 * Muted and archived ones are no news, nor are own messages, those of the system, and old ones of a conversation that was
 * only loaded now.
 */
export function newsIn(conversations: readonly Conversation[], known: Known, now: number): Conversation[] {
  return conversations.filter(({id, preview, unread, mutedUntil, archived}) => {
    if (!preview || preview.own || preview.deleted || preview.kind === 'system') return false;
    if (unread === 0 || archived || mutedUntil > now) return false;
    return preview.at > (known.at.get(id) ?? known.newest);
  });
}
