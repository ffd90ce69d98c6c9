/**
 * When the digest of somebody is due (PWP-PUSH-007): one row for a person among those of conversations, from the first message they
 * miss on. Reading puts it off; who was told is told again only after they have read.
 */
import type {WriteTransaction} from '../store/store.js';

/** In the place of a conversation, for the digest of a person: no conversation has such an id. */
const tagOfDigest = 'digest';
export const isDigest = ({conversation}: {conversation: string}): boolean => conversation === tagOfDigest;
/** Told, and not read since: due when they have. */
const never = Number.MAX_SAFE_INTEGER;

/** Held by everybody who changes the row of a person that is there. */
const lock = (tx: WriteTransaction, user: string): Promise<void> => tx.lockName(`digest ${user}`);

export const digestOf = async (tx: WriteTransaction, user: string) => {
  await lock(tx, user);
  return tx.due(tagOfDigest, user);
};

/** From the first message that somebody misses; a row that is there stays as it is. */
export const expectDigest = (tx: WriteTransaction, user: string, {now, at}: {now: number; at: number}): Promise<void> =>
  tx.addDue({conversation: tagOfDigest, person: user, from: 0, dueAt: at, since: now});

/** Where one waits, or has been told. */
export async function putOff(tx: WriteTransaction, user: string, dueAt: number): Promise<void> {
  if ((await tx.due(tagOfDigest, user)) === undefined) return;
  const due = await digestOf(tx, user);
  if (due) await tx.moveDue({...due, dueAt});
}

/** Until they read. */
export const restDigest = (tx: WriteTransaction, user: string): Promise<void> => putOff(tx, user, never);
export const forgetDigest = (tx: WriteTransaction, user: string): Promise<void> => tx.removeDue(tagOfDigest, user);
