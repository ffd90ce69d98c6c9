/** The whole kit against our own server with its default settings, over both transports. It takes as long as a heartbeat and more. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cases} from '../../src/conformance/cases/all.js';
import {check, withServer} from './servers.js';

test('our server keeps every rule the kit looks at, over REST and over a socket', async () => {
  const report = await withServer({}, (url) => check(url, cases, ['rest', 'socket']));
  const others = report.outcomes.filter(({verdict}) => verdict !== 'ok');
  assert.deepEqual(
    others.map(({id, transport, verdict, why}) => `${verdict} ${id} over ${transport}: ${why}`),
    [],
  );
  assert.deepEqual(report.leftOut, []);
  assert.ok(report.outcomes.length > 500);
});
