/** What is new at the end of a conversation, compared with what was shown before. */
import type {Message} from '@parlor/sdk';

export type Arrivals = {
  /** Messages that were not there, after all that were. History that was loaded is not among them. */
  fresh: readonly Message[];
  /** Those that were there and were still being written, and are whole now (UX-M20). */
  whole: readonly Message[];
  /** How many of those shown have failed since. */
  failed: number;
};

/** Only so many at the end are looked at: more at once is not news but catching up. */
const tail = 50;

export function arrivals(before: readonly Message[], after: readonly Message[]): Arrivals {
  const known = new Map(before.slice(-tail).map((message) => [message.id, message]));
  const lastSeq = before.findLast(({seq}) => seq !== undefined)?.seq ?? 0;
  const now = after.slice(-tail);
  return {
    fresh: now.filter(({id, seq}) => !known.has(id) && (seq === undefined || seq > lastSeq)),
    whole: now.filter(({id, content}) => known.get(id)?.content.growing && !content.growing),
    failed: now.filter(({id, delivery}) => {
      const had = known.get(id);
      return delivery?.is === 'failed' && had && had.delivery?.is !== 'failed';
    }).length,
  };
}
