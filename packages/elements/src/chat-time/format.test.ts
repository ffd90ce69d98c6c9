import assert from 'node:assert/strict';
import {test} from 'node:test';
import {clockTime, dayLabel, fullTime, shortTime} from './format.js';

const day = 86_400_000;
const how = {locale: 'en-GB', timeZone: 'UTC'};
const words = {today: 'Today', yesterday: 'Yesterday'};
/** Sunday 3 May 2026, 09:05 in London's winter, that is UTC. */
const now = Date.UTC(2026, 4, 3, 9, 5);

test('a day is Today, Yesterday, a weekday, a date, or a date with its year (UX-L3b)', () => {
  const label = (at: number) => dayLabel(at, now, how, words);
  assert.equal(label(Date.UTC(2026, 4, 3, 0, 0)), 'Today');
  assert.equal(label(Date.UTC(2026, 4, 2, 23, 59)), 'Yesterday');
  assert.equal(label(now - 2 * day), 'Friday');
  assert.equal(label(now - 6 * day), 'Monday');
  assert.match(label(now - 7 * day), /^Sunday,? 26 April$/);
  assert.match(label(now - 365 * day), /^Saturday,? 3 May 2025$/);
  assert.match(label(now + 2 * day), /^Tuesday,? 5 May$/, 'a clock that is wrong');
});

test('which day it is depends on the time zone (UX-L3b, UX-M18c)', () => {
  const late = Date.UTC(2026, 4, 2, 23, 59);
  assert.equal(dayLabel(late, now, {...how, timeZone: 'Asia/Tokyo'}, words), 'Today');
  assert.match(clockTime(late, {...how, timeZone: 'Asia/Tokyo'}), /^0?8:59$/);
});

test('short times say the time today, the weekday this week, else the date; the full one says it all (UX-M18a)', () => {
  assert.match(shortTime(now - 60_000, now, how), /^0?9:04$/);
  assert.equal(shortTime(now - 3 * day, now, how), 'Thu');
  assert.equal(shortTime(now - 8 * day, now, how), '25 Apr');
  assert.equal(shortTime(now - 400 * day, now, how), '29/03/2025');
  assert.match(fullTime(now, how), /^Sunday,? 3 May 2026 at 0?9:05$/);
});

test('the locale says how hours are counted (UX-M18c)', () => {
  assert.match(clockTime(now + 12 * 3_600_000, {...how, locale: 'en-US'}), /^9:05\sPM$/);
  assert.equal(clockTime(now + 12 * 3_600_000, {...how, locale: 'de'}), '21:05');
});
