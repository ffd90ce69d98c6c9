/** Days as `2026-05-03`, for thousands of instants at little cost. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** In the device's own zone: a calendar of `Intl` takes several milliseconds to make. */
function localDay(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dayIn(timeZone: string): (at: number) => string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {timeZone, year: 'numeric', month: '2-digit', day: '2-digit'});
    formats.set(timeZone, format);
  }
  return format.format;
}

/** How far apart two looks at the calendar may be: what lies between two instants of one day belongs to it. */
const stretchMs = 3 * 3_600_000;

/** Names days as `2026-05-03`. The calendar is slow to ask, so one question serves what follows within three hours of the same day. */
export function dayNames(timeZone: string | undefined): (at: number) => string {
  const nameOf = timeZone === undefined ? localDay : dayIn(timeZone);
  // days begin on a quarter of an hour of UTC in every zone
  const quarterMs = 900_000;
  let from = 0;
  let to = 0;
  let name = '';
  return (at) => {
    if (at >= from && at < to) return name;
    from = Math.floor(at / quarterMs) * quarterMs;
    name = nameOf(at);
    to = from + (nameOf(from + stretchMs) === name ? stretchMs : quarterMs);
    return name;
  };
}
