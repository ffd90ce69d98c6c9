/** The kit itself: its cases and rules, verdicts and reports, and what it does when a server does not answer. */
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {must, should} from '../../src/conformance/case.js';
import {cases} from '../../src/conformance/cases/all.js';
import {runCommand} from '../../src/conformance/command.js';
import {coverage, uncovered} from '../../src/conformance/coverage.js';
import {fail, NotOffered} from '../../src/conformance/expect.js';
import {htmlReport} from '../../src/conformance/report/html.js';
import {textReport} from '../../src/conformance/report/text.js';
import {runConformance} from '../../src/conformance/run.js';
import {casesOf, check, origin, secret, withServer} from './servers.js';

const document = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');

async function command(...args: string[]): Promise<{code: number; said: string; complained: string}> {
  let said = '';
  let complained = '';
  const code = await runCommand(args, {
    environment: {},
    say: (text) => void (said += text),
    complain: (text) => void (complained += text),
  });
  return {code, said, complained};
}

test('every rule of docs/protocol.md has a case, or a reason why it has none', () => {
  const rules = [...document.matchAll(/^- \*\*(PWP-[A-Z]+-\d{3})\*\*/gm)].map(([, rule]) => rule ?? '');
  const known = new Map(coverage().map((entry) => [entry.rule, entry]));
  assert.deepEqual(
    rules.filter((rule) => !known.has(rule)),
    [],
    'write a case in src/conformance/cases, or a reason into src/conformance/coverage.ts',
  );
  assert.deepEqual(
    [...known.keys()].filter((rule) => !rules.includes(rule)),
    [],
    'not in the document',
  );
  const both = coverage().filter(({rule, cases: ids}) => ids.length > 0 && Object.hasOwn(uncovered, rule));
  assert.deepEqual(both, [], 'a case and a reason why there is none');
});

test('a case has a number of its own and one sentence', () => {
  const ids = cases.map(({id}) => id);
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
    'given twice',
  );
  for (const {id, says} of cases) {
    assert.match(id, /^PWP-[A-Z]+-\d{3}(\.[a-z]+(\.[a-z]+)?)?$/);
    assert.match(says, /^\S[^\n]*\.$/, id);
  }
});

test('the four verdicts: ok, non-strict, failed and unimplemented', async () => {
  const chosen = [
    must('PWP-ID-001', 'It is so.', async () => undefined),
    should('PWP-ID-002', 'It should be so.', async () => fail('it is not so')),
    must('PWP-ID-003', 'It must be so.', async () => fail('<b>it</b> is not so')),
    must('PWP-ID-004', 'It is offered.', async () => {
      throw new NotOffered('it is not');
    }),
    must('PWP-ID-005', 'It is announced.', {feature: 'telepathy'}, async () => fail('not reached')),
  ];
  const report = await withServer({}, (url) => check(url, chosen, ['socket']));
  assert.deepEqual(
    report.outcomes.map(({verdict}) => verdict),
    ['ok', 'non-strict', 'failed', 'unimplemented', 'unimplemented'],
  );
  assert.match(textReport(report), /\n1 ok, 1 non-strict, 1 failed, 2 unimplemented\n$/);
  const page = htmlReport(report);
  assert.ok(page.includes('&lt;b&gt;it&lt;/b&gt; is not so') && !page.includes('<b>it'), 'what servers say is escaped');
  assert.doesNotMatch(page, /<script|src=|href=|@import|url\(/);
});

test('an operation a server does not have is unimplemented', async () => {
  const bend = {
    proxy: {
      answer(answer: {status: number; body: string}) {
        if (!answer.body.includes('"reactions"')) return;
        answer.status = 404;
        answer.body = JSON.stringify({ok: false, code: 'UNKNOWN_OPERATION', retry: 'no'});
      },
    },
  };
  const {outcomes} = await withServer(bend, (url) =>
    check(url, casesOf(['PWP-REST-003', 'PWP-MODEL-009.c']), ['rest']),
  );
  assert.deepEqual(outcomes.map(({id, verdict}) => [id, verdict]).sort(), [
    ['PWP-MODEL-009.c', 'unimplemented'],
    ['PWP-REST-003', 'ok'],
  ]);
});

test('a server that stops answering gives time-outs, never a hang', async () => {
  await withServer({}, async (real) => {
    let left = 40;
    const server = createServer((request, response) => {
      left -= 1;
      if (left < 0) return;
      void fetch(real + (request.url ?? ''), {headers: {authorization: request.headers.authorization ?? ''}}).then(
        async (answer) => {
          response.writeHead(answer.status, {'content-type': answer.headers.get('content-type') ?? ''});
          response.end(await answer.text());
        },
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const chosen = Array.from({length: 60}, (_, at) =>
      must(`PWP-ID-${at}`, 'It answers.', async (t) => void (await t.person().call('totals'))),
    );
    const report = await runConformance({
      url,
      secret,
      cases: chosen,
      transports: ['rest'],
      timeoutMs: 1_000,
      atOnce: 2,
    });
    server.closeAllConnections();
    server.close();
    assert.equal(report.counts.ok, 39);
    assert.equal(report.counts.failed, 21);
    assert.match(report.outcomes.at(-1)?.why ?? '', /no longer answers/);
  });
});

test('the command: 0 when nothing failed, reports as files, 2 when the server cannot be asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const files = [join(folder, 'report.json'), join(folder, 'report.html')] as const;
    const {code, said} = await withServer({}, (url) =>
      command(
        '--url',
        url,
        '--secret',
        secret,
        '--origin',
        origin,
        '--only',
        'PWP-ID-004',
        '--report',
        files[0],
        '--report',
        files[1],
      ),
    );
    assert.equal(code, 0, said);
    assert.match(said, /\n6 ok, 0 non-strict, 0 failed, 0 unimplemented\n$/);
    assert.equal((JSON.parse(readFileSync(files[0], 'utf8')) as {counts: {ok: number}}).counts.ok, 6);
    assert.match(readFileSync(files[1], 'utf8'), /^<!doctype html>/);
  } finally {
    rmSync(folder, {recursive: true});
  }
  const none = await withServer({}, (url) =>
    command('--url', url, '--secret', secret, '--transport', 'rest', '--only', 'PWP-ID-002'),
  );
  assert.deepEqual([none.code, none.complained], [2, 'No case was run.\n']);
  assert.match(none.said, /\nLeft out: 2\n {2}needs the transport socket: PWP-ID-002\.a, PWP-ID-002\.b\n/);
  const gone = await command('--url', 'http://127.0.0.1:9', '--secret', secret);
  assert.equal(gone.code, 2);
  assert.match(gone.complained, /^The server could not be asked: /);
  const wrong = await withServer({}, (url) =>
    command('--url', url, '--secret', 'another secret, also long enough to sign'),
  );
  assert.equal(wrong.code, 2);
  assert.match(wrong.complained, /TOKEN_INVALID/);
});

test('the command says everything that is wrong with its arguments, and needs no server for its lists', async () => {
  const {code, complained} = await command(
    '--url',
    'ftp://x',
    '--transport',
    'pigeon',
    '--timeout',
    'long',
    '--report',
    'x.pdf',
  );
  assert.equal(code, 2);
  assert.equal(complained.trim().split('\n').length, 5);
  assert.equal((await command('--nope')).code, 2);
  assert.match(
    (await command('--list', '--only', 'PWP-SEND-005.a')).said,
    /^PWP-SEND-005\.a .+The same id and content/,
  );
  assert.match((await command('--coverage')).said, /\n\d+ cases for \d+ rules, \d+ rules without a case\n$/);
  assert.match((await command('--help')).said, /Usage/);
  assert.equal((await command('--url', 'http://127.0.0.1:9', '--secret', 'x', '--only', 'PWP-NOPE')).code, 2);
});
