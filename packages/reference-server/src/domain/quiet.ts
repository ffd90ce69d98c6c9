/** Quiet hours: by the clock on the wall where the person is, so also over midnight and over a change of the clocks. */
import type {QuietHours} from '@parlor/sdk/protocol';
import {Refusal} from './refusal.js';

const clocks = new Map<string, Intl.DateTimeFormat>();
/** Zones that are written in more ways than there are zones are not kept for ever. */
const mostKept = 1_000;

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
    if (clocks.size >= mostKept) clocks.clear();
    clocks.set(zone, clock);
  }
  return clock;
}

/** @throws {Refusal} SCHEMA */
export function assertQuiet({from, to, zone}: QuietHours): void {
  if (from === to) throw new Refusal('SCHEMA', 'quiet: it begins when it ends');
  try {
    clockOf(zone);
  } catch {
    throw new Refusal('SCHEMA', 'quiet.zone: no time zone such as Europe/Berlin');
  }
}

/** From `from` on, up to the minute before `to`. */
export function isQuiet(quiet: QuietHours | undefined, now: number): boolean {
  if (!quiet) return false;
  const {from, to, zone} = quiet;
  const time = clockOf(zone).format(now);
  return from < to ? time >= from && time < to : time >= from || time < to;
}
