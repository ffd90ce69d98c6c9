import assert from 'node:assert/strict';
import {test} from 'node:test';
import {dayStart} from './day-start.js';

const begins = (day: string, zone: string): string => new Date(dayStart(day, zone)).toISOString();

test('a day begins at midnight of the zone, whatever the zone (UX-L18b)', () => {
  assert.equal(begins('2026-05-03', 'UTC'), '2026-05-03T00:00:00.000Z');
  assert.equal(begins('2026-05-03', 'Europe/Berlin'), '2026-05-02T22:00:00.000Z');
  assert.equal(begins('2026-05-03', 'Pacific/Kiritimati'), '2026-05-02T10:00:00.000Z');
  assert.equal(begins('2026-05-03', 'Pacific/Pago_Pago'), '2026-05-03T11:00:00.000Z');
  assert.equal(begins('2026-05-03', 'Asia/Kathmandu'), '2026-05-02T18:15:00.000Z');
});

test('a day whose midnight the clock skips begins at one, and one that a zone skipped with the next (UX-L18b)', () => {
  assert.equal(begins('2025-09-07', 'America/Santiago'), '2025-09-07T04:00:00.000Z');
  assert.equal(begins('2011-12-30', 'Pacific/Apia'), begins('2011-12-31', 'Pacific/Apia'));
});

test('of the device’s own zone it is local midnight, and what is no day has no beginning (UX-L18b)', () => {
  assert.equal(dayStart('2026-05-03', undefined), new Date(2026, 4, 3).getTime());
  assert.ok(Number.isNaN(dayStart('', 'UTC')));
});
