/** The kit fails where a server is broken on purpose: a check that cannot fail proves nothing. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {mutants} from './mutants.js';
import {casesOf, check, withServer} from './servers.js';

for (const {name, cases, bend, on = 'rest'} of mutants) {
  test(`the kit sees it when ${name}`, async () => {
    const chosen = casesOf(cases);
    assert.equal(chosen.length, cases.length, 'a case that is not there');
    const {outcomes, counts} = await withServer(bend, (url) => check(url, chosen, [on]));
    assert.ok(counts.failed > 0, `none of ${outcomes.map(({id, verdict}) => `${id} (${verdict})`).join(', ')} failed`);
    // it is the server that was broken, not the kit
    for (const {why, verdict} of outcomes) if (verdict === 'failed') assert.doesNotMatch(why ?? '', /\n\s+at /);
  });
}
