/** The whole kit against our own server on PostgreSQL, over both transports. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cases} from '../../src/conformance/cases/all.js';
import {newStore} from '../postgres.js';
import {check, withServer} from './servers.js';

test('our server on PostgreSQL keeps every rule the kit looks at, over REST and over a socket', async () => {
  const report = await withServer({over: await newStore()}, (url) => check(url, cases, ['rest', 'socket']));
  const others = report.outcomes.filter(({verdict}) => verdict !== 'ok');
  assert.deepEqual(
    others.map(({id, transport, verdict, why}) => `${verdict} ${id} over ${transport}: ${why}`),
    [],
  );
  assert.deepEqual(report.leftOut, []);
  assert.ok(report.outcomes.length > 500);
});
