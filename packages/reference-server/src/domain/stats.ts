/** How much there is (PWP-HOST-010): counters that were kept all along, so it costs the same whatever the number of messages. */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import {dayOf} from '../store/admin.js';
import type {Look} from './work.js';

const dayMs = 86_400_000;

export async function readStats({tx, now}: Look, {days = 30}: InputOf<'stats'>): Promise<OutputOf<'stats'>> {
  const first = dayOf(now) - days + 1;
  const known = new Map((await tx.dayTallies(first)).map((tally) => [tally.day, tally]));
  return {
    ...(await tx.countAll()),
    reports: await tx.countReports(),
    days: Array.from({length: days}, (_, at) => {
      const {messages = 0, active = 0} = known.get(first + at) ?? {};
      return {day: new Date((first + at) * dayMs).toISOString().slice(0, 10), messages, active};
    }),
  };
}
