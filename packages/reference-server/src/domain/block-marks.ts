/** What stands on a direct conversation of who blocks whom: three bits, beside the rows that say it (blocks.ts). */
import type {Own} from '@parlor/sdk/protocol';
import type {BlockRecord, ConversationRecord} from '../store/records.js';

/** The first of the pair blocks the other, the second does, somebody once did. */
const bits = {first: 1, second: 2, ever: 4};

/** Code units, so that every store and both people sort alike. */
export const pairOf = (a: string, b: string): [string, string] => (a < b ? [a, b] : [b, a]);

const bitOf = ([first]: readonly [string, string], user: string): number => (user === first ? bits.first : bits.second);

/** Whether one of the two blocks the other now. */
export const isBlocked = ({blocked}: Pick<ConversationRecord, 'blocked'>): boolean =>
  (blocked & (bits.first | bits.second)) !== 0;

/** How it looks to one of the two; nothing where nobody ever blocked. */
export function blockedFor(
  {blocked, pair}: Pick<ConversationRecord, 'blocked' | 'pair'>,
  user: string,
): Own['blocked'] {
  if (blocked === 0 || !pair) return undefined;
  if (blocked & bitOf(pair, user)) return 'own';
  return isBlocked({blocked}) ? 'other' : 'none';
}

/** How it stands between two people. `before`: what stood there. */
export const marksOf = (
  pair: readonly [string, string],
  blocks: readonly Pick<BlockRecord, 'user'>[],
  before: number,
): number => blocks.reduce((marks, {user}) => marks | bits.ever | bitOf(pair, user), before & bits.ever);
