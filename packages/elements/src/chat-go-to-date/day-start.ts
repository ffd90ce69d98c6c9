/** Where a day begins, in any zone. */
import {dayNames} from '../internal/day-names.js';

const [quarter, hour] = [900_000, 3_600_000];

/** The first instant of a day such as `2026-05-03`, or of the next one that there is: zones have skipped some. NaN for what is no day. */
export function dayStart(day: string, timeZone: string | undefined): number {
  const middle = Date.parse(`${day}T00:00Z`);
  if (Number.isNaN(middle)) return middle;
  const dayOf = dayNames(timeZone);
  let [low, high] = [(middle - 15 * hour) / quarter, (middle + 39 * hour) / quarter];
  while (low < high) {
    const at = Math.floor((low + high) / 2);
    if (dayOf(at * quarter) >= day) high = at;
    else low = at + 1;
  }
  return low * quarter;
}
