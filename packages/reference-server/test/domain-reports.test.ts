/** Reporting a message or a person (PWP-REPORT-001 …), and what the host does with reports. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {operations, Report} from '@parlor/sdk/protocol';
import type {Refusal} from '../src/domain/refusal.js';
import {codeOf, newId, World} from './world.js';

async function setUp(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const [ann, ben, cem, host] = [world.as('ann'), world.as('ben'), world.as('cem'), world.asHost()];
  for (const person of [ann, ben, cem]) await person.hello();
  const conversation = await ann.group(['ben', 'cem']);
  const message = await ben.send(conversation, 'something bad');
  return {world, ann, ben, cem, host, conversation, message};
}

const only = async (host: ReturnType<World['asHost']>): Promise<Report> => {
  const {reports} = await host.run('report.list', {});
  assert.equal(reports.length, 1);
  return reports[0] as Report;
};

test('a report holds what was reported as it was, whatever is edited or deleted afterwards (PWP-REPORT-003)', async () => {
  const {ann, ben, host, conversation, message} = await setUp();
  const {id} = await ann.run('report.create', {
    conversation,
    message: message.id,
    reason: 'harassment',
    text: ' look ',
  });
  await ben.run('message.edit', {conversation, id: message.id, content: {text: 'nothing to see'}});
  await ben.run('message.delete', {conversation, id: message.id});
  const report = await only(host);
  const {evidence, at, ...rest} = report;
  assert.deepEqual(rest, {
    id,
    state: 'open',
    reason: 'harassment',
    reporter: 'ann',
    user: 'ben',
    conversation,
    message: message.id,
    text: 'look',
    others: 0,
  });
  assert.deepEqual([evidence?.message, evidence?.profile?.name], [message, 'ben']);
  assert.ok(at > 0);
});

test('until it is resolved a report of the same by the same is that one; a resolved one is followed by another (PWP-REPORT-002)', async () => {
  const {ann, cem, host, conversation, message} = await setUp();
  const input = {conversation, message: message.id, reason: 'spam'} as const;
  const {id} = await ann.run('report.create', input);
  assert.equal((await ann.run('report.create', {...input, reason: 'hate'})).id, id);
  const both = await Promise.all([cem.run('report.create', input), cem.run('report.create', input)]);
  assert.equal(both[0].id, both[1].id);
  assert.notEqual(both[0].id, id);
  assert.notEqual(
    (await ann.run('report.create', {user: 'ben', reason: 'spam'})).id,
    id,
    'a person is not their message',
  );
  await host.run('report.take', {report: id});
  assert.equal((await ann.run('report.create', input)).id, id, 'in hand is not resolved');
  await host.run('report.resolve', {report: id, outcome: 'dismissed'});
  assert.notEqual((await ann.run('report.create', input)).id, id);
});

test('only what one may see can be reported, and nothing of one’s own (PWP-REPORT-001)', async () => {
  const {world, ann, ben, conversation, message} = await setUp();
  const stranger = world.as('stranger');
  const of = (id: string) => ({conversation, message: id, reason: 'spam'}) as const;
  assert.equal(await codeOf(stranger.run('report.create', of(message.id))), 'NOT_FOUND');
  assert.equal(await codeOf(stranger.run('report.create', {user: 'ben', reason: 'spam'})), 'NOT_FOUND');
  assert.equal(await codeOf(ann.run('report.create', of(newId()))), 'NOT_FOUND');
  assert.equal(await codeOf(ben.run('report.create', of(message.id))), 'FORBIDDEN');
  assert.equal(await codeOf(ben.run('report.create', {user: 'ben', reason: 'spam'})), 'FORBIDDEN');
  const {messages} = await ann.run('history.page', {conversation});
  const system = messages.find(({content}) => content.kind === 'system');
  assert.equal(await codeOf(ann.run('report.create', of(system?.id ?? ''))), 'FORBIDDEN');
  await ann.run('member.add', {conversation, user: 'dee'});
  assert.equal(await codeOf(world.as('dee').run('report.create', of(message.id))), 'NOT_FOUND', 'from before she came');
  await ben.run('message.delete', {conversation, id: message.id});
  assert.equal(await codeOf(ann.run('report.create', of(message.id))), 'MESSAGE_DELETED');
});

test('who has left still reports what they saw; a block hinders nobody from it (PWP-REPORT-001)', async () => {
  const {ann, ben, cem, conversation, message} = await setUp();
  await cem.run('member.leave', {conversation});
  await cem.run('report.create', {conversation, message: message.id, reason: 'spam'});
  await ben.run('block.set', {user: 'ann', on: true});
  await ann.run('report.create', {user: 'ben', reason: 'harassment'});
});

test('a report is of a message or of a person, and says why from the list', async () => {
  const {ann, conversation, message} = await setUp();
  const inputs: object[] = [
    {reason: 'spam'},
    {conversation, reason: 'spam'},
    {message: message.id, reason: 'spam'},
    {conversation, message: message.id, user: 'ben', reason: 'spam'},
    {user: 'ben'},
    {user: 'ben', reason: 'because'},
  ];
  for (const input of inputs) assert.equal(await codeOf(ann.run('report.create', input as never)), 'SCHEMA');
});

test('what is said of it has a limit, and so has how many are open (PWP-REPORT-002)', async () => {
  const {ann, host, conversation, message} = await setUp({limits: {reports: 1}});
  const input = {conversation, message: message.id, reason: 'other'} as const;
  assert.equal(await codeOf(ann.run('report.create', {...input, text: 'x'.repeat(1001)})), 'SCHEMA');
  const {id} = await ann.run('report.create', {...input, text: 'x'.repeat(1000)});
  assert.equal(await codeOf(ann.run('report.create', {user: 'ben', reason: 'spam'})), 'TOO_LARGE');
  assert.equal(
    await codeOf(host.run('report.resolve', {report: id, outcome: 'warned', note: 'x'.repeat(1001)})),
    'SCHEMA',
  );
  await host.run('report.resolve', {report: id, outcome: 'warned', note: 'x'.repeat(1000)});
  await ann.run('report.create', {user: 'ben', reason: 'spam'});
});

test('the host pages through reports of a state and resolves them with a note; the same again changes nothing (PWP-REPORT-004)', async () => {
  const {world, ann, host, conversation} = await setUp();
  const ids: string[] = [];
  for (let at = 0; at < 5; at++) {
    const {id} = await world.as('ben').send(conversation, `bad ${at}`);
    ids.push((await ann.run('report.create', {conversation, message: id, reason: 'spam'})).id);
    world.clock.pass(at === 1 ? 0 : 1);
  }
  const input = {report: ids[0] as string, outcome: 'warned', note: 'once more and out'} as const;
  const resolved = await host.run('report.resolve', input);
  assert.deepEqual(
    [resolved.state, resolved.outcome, resolved.note, resolved.assignee, resolved.since],
    ['resolved', 'warned', 'once more and out', 'shop', world.clock.now()],
  );
  world.clock.pass(1);
  assert.deepEqual(await host.run('report.resolve', input), resolved);
  const all = async (state?: 'open' | 'resolved'): Promise<string[]> => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await host.run('report.list', {
        limit: 2,
        ...(state && {state}),
        ...(after !== undefined && {after}),
      });
      found.push(...page.reports.map(({id}) => id));
      assert.deepEqual(new Set(page.people.map(({user}) => user)), new Set(['ann', 'ben']));
      after = page.next;
    } while (after !== undefined);
    return found;
  };
  assert.deepEqual(new Set(await all('open')), new Set(ids.slice(1)));
  assert.deepEqual([(await all('open')).length, await all('resolved')], [4, [ids[0]]]);
  assert.equal((await all()).length, 5);
  const other = await host.run('report.resolve', {report: ids[0] as string, outcome: 'dismissed'});
  assert.deepEqual([other.state, other.outcome, other.note], ['resolved', 'dismissed', undefined]);
  const none = {report: 'r_none'};
  assert.equal(await codeOf(host.run('report.take', none)), 'NOT_FOUND');
  assert.equal(await codeOf(host.run('report.release', none)), 'NOT_FOUND');
  assert.equal(await codeOf(host.run('report.resolve', {...none, outcome: 'other'})), 'NOT_FOUND');
});

test('a report in hand is seen by all, and taken out of somebody’s hands only by who says whose (PWP-REPORT-006)', async () => {
  const {world, ann, conversation, message} = await setUp();
  const [first, second] = [world.asHost('first'), world.asHost('second')];
  const {id: report} = await ann.run('report.create', {conversation, message: message.id, reason: 'spam'});
  const taken = await first.run('report.take', {report});
  assert.deepEqual([taken.state, taken.assignee, taken.since], ['taken', 'first', world.clock.now()]);
  world.clock.pass(1);
  assert.deepEqual(await first.run('report.take', {report}), taken, 'the same again changes nothing');
  assert.deepEqual(await only(second), taken);
  const refused: [keyof typeof operations, object][] = [
    ['report.take', {report}],
    ['report.take', {report, from: 'ann'}],
    ['report.release', {report}],
    ['report.resolve', {report, outcome: 'dismissed'}],
  ];
  for (const [name, input] of refused)
    await assert.rejects(second.run(name as 'report.take', input as never), (error: Refusal) => {
      assert.deepEqual([error.code, error.detail], ['REV_CONFLICT', 'report: taken by first']);
      return true;
    });
  await second.run('report.take', {report, from: 'first'});
  await second.run('report.resolve', {report, outcome: 'removed', note: 'gone'});
  assert.equal(await codeOf(first.run('report.resolve', {report, outcome: 'dismissed'})), 'REV_CONFLICT');
  const again = await first.run('report.take', {report, from: 'second'});
  assert.deepEqual([again.state, again.outcome, again.note], ['taken', undefined, undefined]);
  const open = await first.run('report.release', {report});
  assert.deepEqual([open.state, open.assignee, open.since], ['open', undefined, undefined]);
  assert.deepEqual(await second.run('report.release', {report}), open, 'what is open may be released by anybody');
  const {entries} = await first.run('audit.list', {});
  assert.deepEqual(
    entries.filter(({operation}) => operation !== 'report.list').map(({actor, operation}) => `${actor} ${operation}`),
    [
      'first report.take',
      'first report.take',
      'second report.take',
      'second report.resolve',
      'first report.take',
      'first report.release',
      'second report.release',
    ],
  );
  assert.deepEqual(entries.find(({operation}) => operation === 'report.resolve')?.result, {outcome: 'removed'});
});

test('of moderators who take a report at the same time one has it (PWP-REPORT-006)', async () => {
  const {world, ann, conversation, message} = await setUp();
  const {id: report} = await ann.run('report.create', {conversation, message: message.id, reason: 'spam'});
  const codes = await Promise.all(
    ['a', 'b', 'c'].map((name) => codeOf(world.asHost(name).run('report.take', {report}))),
  );
  assert.deepEqual(codes.sort(), ['REV_CONFLICT', 'REV_CONFLICT', 'none']);
});

test('reports of the same are found from each other, and each says how many others there are (PWP-REPORT-004)', async () => {
  const {ann, ben, cem, host, conversation, message} = await setUp();
  const target = {conversation, message: message.id, reason: 'spam'} as const;
  const one = (await ann.run('report.create', target)).id;
  const two = (await cem.run('report.create', target)).id;
  const person = (await ann.run('report.create', {user: 'ben', reason: 'hate'})).id;
  const other = await ben.send(conversation, 'worse');
  await cem.run('report.create', {...target, message: other.id});
  const found = async (query: object): Promise<string[]> =>
    (await host.run('report.list', query)).reports.map(({id}) => id).sort();
  assert.deepEqual(await found({about: one}), [one, two].sort());
  assert.deepEqual(await found({about: person}), [person]);
  assert.deepEqual(await found({kind: 'person'}), [person]);
  assert.equal((await found({user: 'ben', conversation})).length, 3);
  const {reports} = await host.run('report.list', {about: two});
  assert.deepEqual(
    reports.map(({others}) => others),
    [1, 1],
  );
  await host.run('report.take', {report: two});
  assert.deepEqual(await found({assignee: 'shop'}), [two]);
  assert.equal(await codeOf(host.run('report.list', {about: 'r_none'})), 'NOT_FOUND');
  await host.run('report.resolve', {report: one, outcome: 'other'});
  const {reports: counts} = await host.run('stats', {days: 1});
  assert.deepEqual(counts, {open: 2, taken: 1, resolved: 1});
});

test('of an erased person no report holds words: neither theirs nor about how they looked; what stays is that there was one (PWP-REPORT-005)', async () => {
  const {world, ann, cem, host, conversation, message} = await setUp();
  await ann.run('report.create', {conversation, message: message.id, reason: 'hate', text: 'my words'});
  const theirs = await cem.send(conversation, 'words of cem');
  await world.as('ben').run('report.create', {conversation, message: theirs.id, reason: 'spam', text: 'ben complains'});
  await host.run('user.erase', {user: 'ben'});
  const {reports} = await host.run('report.list', {});
  const told = JSON.stringify(reports);
  assert.ok(!told.includes('something bad') && !told.includes('ben complains'));
  const about = reports.find(({user}) => user === 'ben');
  assert.deepEqual([about?.evidence, about?.text, about?.reason], [undefined, 'my words', 'hate']);
  const by = reports.find(({reporter}) => reporter === 'ben');
  assert.deepEqual([by?.text, by?.evidence?.message?.content.text], [undefined, 'words of cem']);
});

test('an erased person is not quoted in what is reported of others; the rest of it stays (PWP-REPORT-005)', async () => {
  const {world, ann, cem, host, conversation, message} = await setUp();
  const other = await ann.send(conversation, 'words of ann');
  for (const {id} of [message, other]) {
    const answer = await cem.send(conversation, 'the answer', {replyTo: id});
    await ann.run('report.create', {conversation, message: answer.id, reason: 'hate'});
    world.clock.pass(1);
  }
  await host.run('user.erase', {user: 'ben'});
  const {reports} = await host.run('report.list', {});
  const quotes = reports.map(({evidence}) => evidence?.message?.replyTo);
  assert.deepEqual(quotes, [
    {id: other.id, seq: other.seq, sender: 'ann', text: 'words of ann'},
    {id: message.id, seq: message.seq, sender: 'ben', text: '', deleted: true},
  ]);
  assert.ok(reports.every(({evidence}) => evidence?.message?.content.text === 'the answer' && evidence.profile));
});

test('what is reported while its author is being erased holds nothing of them afterwards (PWP-REPORT-005)', async () => {
  let next: (() => void) | undefined;
  const afterCommit = (): void => {
    next?.();
    next = undefined;
  };
  const {ann, host, conversation, message} = await setUp({faults: {afterCommit}});
  let reporting: Promise<unknown> | undefined;
  // the profile is gone, and the messages are still there
  next = () => void (reporting = ann.run('report.create', {conversation, message: message.id, reason: 'spam'}));
  await host.run('user.erase', {user: 'ben'});
  assert.equal(await codeOf(reporting as Promise<unknown>), 'none');
  const report = await only(host);
  assert.deepEqual([report.user, report.evidence], ['ben', undefined]);
});

test('a conversation that is taken away leaves its reports with what they hold (PWP-REPORT-003)', async () => {
  const {ann, host, conversation, message} = await setUp();
  await ann.run('report.create', {conversation, message: message.id, reason: 'fraud'});
  await host.run('conversation.remove', {conversation});
  assert.equal((await only(host)).evidence?.message?.content.text, 'something bad');
});
