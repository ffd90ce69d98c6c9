/** Times in words, by cached `Intl` formatters (UX-L3, M18). */
import type {ChatSettings} from '../internal/client-context.js';

type How = Pick<ChatSettings, 'locale' | 'timeZone'>;

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, {locale, timeZone}: How, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${timeZone} ${Object.values(options).join()}${Object.keys(options).join()}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, {...options, timeZone});
    formats.set(key, found);
  }
  return found.format(at);
}

/** 10:42 */
export const clockTime = (at: number, how: How): string => format(at, how, {hour: 'numeric', minute: '2-digit'});

/** Tuesday, 14 October 2026 at 10:42 */
export const fullTime = (at: number, how: How): string => format(at, how, {dateStyle: 'full', timeStyle: 'short'});

/** How many local days before `now` it was: 0 today, 1 yesterday, below zero in the future. */
function daysAgo(at: number, now: number, {timeZone}: How): number {
  const dayOf = (time: number) =>
    Date.parse(format(time, {locale: 'en-CA', timeZone}, {year: 'numeric', month: '2-digit', day: '2-digit'}));
  return Math.round((dayOf(now) - dayOf(at)) / dayMs);
}

const isThisYear = (at: number, now: number, how: How): boolean =>
  format(at, how, {year: 'numeric'}) === format(now, how, {year: 'numeric'});

/** The heading of a day: Today, Yesterday, a weekday within 7 days, else the date (UX-L3). */
export function dayLabel(at: number, now: number, how: How, words: {today: string; yesterday: string}): string {
  const days = daysAgo(at, now, how);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  if (days > 1 && days < 7) return format(at, how, {weekday: 'long'});
  return format(at, how, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!isThisYear(at, now, how) && {year: 'numeric'}),
  });
}

/** The shortest that tells: 10:42 today, Tue this week, 3 May, 03/05/2024 (UX-M18). */
export function shortTime(at: number, now: number, how: How): string {
  const days = daysAgo(at, now, how);
  if (days <= 0) return clockTime(at, how);
  if (days < 7) return format(at, how, {weekday: 'short'});
  return isThisYear(at, now, how)
    ? format(at, how, {day: 'numeric', month: 'short'})
    : format(at, how, {dateStyle: 'short'});
}
