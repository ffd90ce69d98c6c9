/** Reports: what can be reported by whom, what is kept of it, and what the host does with it. */
import type {Report} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {codesOf} from '../changes.js';
import {equal, holds, present, tellsNothing} from '../expect.js';
import type {Person} from '../person.js';

const feature = 'reports';

/** There may be reports of others as well. */
async function find(host: Person, id: string, state?: string): Promise<Report | undefined> {
  let after: string | undefined;
  for (let pages = 0; pages < 200; pages++) {
    const page = await host.call('report.list', {
      limit: 50,
      ...(state && {state}),
      ...(after !== undefined && {after}),
    });
    const found = page.reports.find((report) => report.id === id);
    if (found || page.next === undefined) return found;
    after = page.next;
  }
  return undefined;
}

export const reporting = [
  must(
    'PWP-REPORT-001.a',
    'A stranger reports neither a message nor a person they may not see.',
    {feature},
    async (t) => {
      const [ann, ben, stranger] = t.people('ann', 'ben', 'stranger');
      await ben.call('sync');
      const conversation = await t.group([ann, ben]);
      const {id: message} = await ben.send(conversation, 'x');
      const reason = 'spam';
      await stranger.refused('report.create', {conversation, message, reason}, 'NOT_FOUND');
      const isOpen = (await stranger.call('person.get', {users: [ben.id]})).people.length > 0;
      if (!isOpen) await stranger.refused('report.create', {user: ben.id, reason}, 'NOT_FOUND');
      await ann.refused('report.create', {conversation, message: t.id(), reason}, 'NOT_FOUND');
      await ann.call('report.create', {conversation, message, reason});
    },
  ),
  must(
    'PWP-REPORT-001.b',
    'Nobody reports themself, their own message, a system message or a deleted one.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const conversation = await t.group([ann, ben]);
      const {id: message} = await ben.send(conversation, 'x');
      const reason = 'other';
      await ben.refused('report.create', {conversation, message, reason}, 'FORBIDDEN');
      await ben.refused('report.create', {user: ben.id, reason}, 'FORBIDDEN');
      const {messages} = await ann.page(conversation);
      const system = present(
        messages.find(({content}) => content.kind === 'system'),
        'a system message',
      );
      await ben.refused('report.create', {conversation, message: system.id, reason}, 'FORBIDDEN');
      await ben.remove(conversation, message);
      await ann.refused('report.create', {conversation, message, reason}, 'MESSAGE_DELETED');
    },
  ),
  must(
    'PWP-REPORT-001.c',
    'A report is of a message or of a person, with a reason of the list and words within the limit.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const conversation = await t.group([ann, ben]);
      const {id: message} = await ben.send(conversation, 'x');
      for (const input of [{}, {conversation}, {message}, {conversation, message, user: ben.id}])
        await ann.refused('report.create', {...input, reason: 'spam'}, 'SCHEMA');
      await ann.refused('report.create', {conversation, message, reason: 'no such reason'}, 'SCHEMA');
      const text = 'x'.repeat(1001);
      await ann.refused('report.create', {conversation, message, reason: 'spam', text}, 'SCHEMA');
    },
  ),
  must(
    'PWP-REPORT-001.d',
    'Who is no longer a member reports what they saw; the reported one is told nothing.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      const {id: message} = await ben.send(conversation, 'x');
      await cem.call('member.leave', {conversation});
      const before = await ben.delta(conversation);
      await cem.call('report.create', {conversation, message, reason: 'spam'});
      equal(await ben.delta(conversation), before, 'what ben sees of the conversation');
    },
  ),
  must(
    'PWP-REPORT-002',
    'While it is not resolved, a report of the same by the same person is that one; afterwards it is another.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      const {id: message} = await ben.send(conversation, 'x');
      const input = {conversation, message, reason: 'spam'};
      const {id} = await ann.call('report.create', input);
      equal((await ann.call('report.create', {...input, reason: 'hate'})).id, id, 'the id of the repetition');
      holds((await cem.call('report.create', input)).id !== id, 'two people have the same report');
      await t.host().call('report.resolve', {report: id, outcome: 'dismissed'});
      holds((await ann.call('report.create', input)).id !== id, 'a resolved report was opened again');
    },
  ),
  must(
    'PWP-REPORT-003',
    'A report holds what was reported as it was, through an edit, a deletion and the removal of the conversation.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const host = t.host();
      const conversation = await t.group([ann, ben]);
      const message = await ben.send(conversation, 'as it was');
      const {id} = await ann.call('report.create', {
        conversation,
        message: message.id,
        reason: 'harassment',
        text: 'see',
      });
      await ben.edit(conversation, message.id, 'made harmless');
      await ben.remove(conversation, message.id);
      await host.call('conversation.remove', {conversation});
      const report = present(await find(host, id, 'open'), 'the report');
      equal(
        [report.state, report.reason, report.reporter, report.user, report.conversation, report.message, report.text],
        ['open', 'harassment', ann.id, ben.id, conversation, message.id, 'see'],
        'the report',
      );
      equal(report.evidence?.message?.content, message.content, 'the content in the evidence');
    },
  ),
  must(
    'PWP-REPORT-004.a',
    'The host resolves a report with an outcome and a note and finds it under its state; the same again changes nothing.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const host = t.host();
      const conversation = await t.group([ann, ben]);
      const {id: message} = await ben.send(conversation, 'x');
      const {id} = await ann.call('report.create', {conversation, message, reason: 'spam'});
      const input = {report: id, outcome: 'warned', note: 'first time'} as const;
      const resolved = await host.call('report.resolve', input);
      equal(
        [resolved.state, resolved.outcome, resolved.note, resolved.assignee],
        ['resolved', 'warned', 'first time', host.id],
        'the resolved report',
      );
      equal(await host.call('report.resolve', input), resolved, 'the repetition');
      equal(await find(host, id, 'open'), undefined, 'among the open ones');
      equal(await find(host, id, 'resolved'), resolved, 'among the resolved ones');
      await host.refused('report.resolve', {...input, report: 'r_doesnotexist'}, 'NOT_FOUND');
      await host.refused('report.resolve', {...input, note: 'x'.repeat(1001)}, 'SCHEMA');
    },
  ),
  must(
    'PWP-REPORT-004.c',
    'Reports are found by assignee, kind, conversation and person, and so are those about the same; each says how many others there are.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const host = t.host();
      const conversation = await t.group([ann, ben, cem]);
      const {id: message} = await ben.send(conversation, 'x');
      // over REST the first sync makes the profile
      await ben.call('sync');
      const target = {conversation, message, reason: 'spam'} as const;
      const one = (await ann.call('report.create', target)).id;
      const two = (await cem.call('report.create', target)).id;
      const person = (await ann.call('report.create', {user: ben.id, reason: 'hate'})).id;
      await host.call('report.take', {report: two});
      const found = async (query: object): Promise<string[]> =>
        (await host.call('report.list', {...query, limit: 50})).reports.map(({id}) => id).sort();
      equal(await found({conversation}), [one, two].sort(), 'those of the conversation');
      equal(await found({user: ben.id}), [one, two, person].sort(), 'those of the person');
      equal(await found({user: ben.id, kind: 'person'}), [person], 'those of the person that are of no message');
      equal(await found({user: ben.id, kind: 'message'}), [one, two].sort(), 'those of messages of the person');
      equal(await found({about: one}), [one, two].sort(), 'those about the same');
      equal(await found({assignee: host.id, conversation}), [two], 'those in hand');
      equal(await found({about: one, state: 'open'}), [one], 'those about the same that are open');
      equal((await find(host, one))?.others, 1, 'others about the same message');
      equal((await find(host, person))?.others, 0, 'others about the same person');
      await host.refused('report.list', {about: 'r_doesnotexist'}, 'NOT_FOUND');
    },
  ),
  must(
    'PWP-REPORT-006.a',
    'A report that one moderator has in hand is not another one’s; with `from` it is.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const [first, second] = [t.host(), t.host()];
      const conversation = await t.group([ann, ben]);
      const {id: message} = await ben.send(conversation, 'x');
      const {id: report} = await ann.call('report.create', {conversation, message, reason: 'spam'});
      const taken = await first.call('report.take', {report});
      equal([taken.state, taken.assignee], ['taken', first.id], 'the report in hand');
      equal(await first.call('report.take', {report}), taken, 'the repetition');
      equal(await find(second, report, 'taken'), taken, 'what the other one sees');
      await second.refused('report.take', {report}, 'REV_CONFLICT');
      await second.refused('report.release', {report}, 'REV_CONFLICT');
      await second.refused('report.resolve', {report, outcome: 'dismissed'}, 'REV_CONFLICT');
      await second.refused('report.take', {report, from: ann.id}, 'REV_CONFLICT');
      equal((await second.call('report.take', {report, from: first.id})).assignee, second.id, 'who has it then');
      await first.refused('report.resolve', {report, outcome: 'dismissed'}, 'REV_CONFLICT');
      equal((await second.call('report.release', {report})).state, 'open', 'the state of a released one');
      await first.call('report.resolve', {report, outcome: 'banned'});
      await second.refused('report.resolve', {report, outcome: 'dismissed'}, 'REV_CONFLICT');
      const again = await second.call('report.take', {report, from: first.id});
      equal([again.state, again.outcome], ['taken', undefined], 'a resolved one that is taken up again');
    },
  ),
  must('PWP-REPORT-006.b', 'Of moderators who take a report at the same time one has it.', {feature}, async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    const conversation = await t.group([ann, ben]);
    const {id: message} = await ben.send(conversation, 'x');
    const {id: report} = await ann.call('report.create', {conversation, message, reason: 'spam'});
    const hosts = [t.host(), t.host(), t.host()];
    const codes = codesOf(await Promise.all(hosts.map((host) => host.ask('report.take', {report}))));
    equal(codes.sort(), ['REV_CONFLICT', 'REV_CONFLICT', 'ok'], 'the answers');
  }),
  must(
    'PWP-REPORT-004.b',
    'Reports come the newest first, page by page; a page of another list is no place.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const host = t.host();
      const conversation = await t.group([ann, ben]);
      for (const text of ['one', 'two']) {
        const {id: message} = await ben.send(conversation, text);
        await ann.call('report.create', {conversation, message, reason: 'spam'});
      }
      const first = await host.call('report.list', {limit: 1});
      const second = await host.call('report.list', {limit: 1, after: present(first.next, 'next')});
      holds((first.reports[0]?.at ?? 0) >= (second.reports[0]?.at ?? Infinity), 'an older report came first');
      await t.host().refused('report.list', {after: first.next}, 'CURSOR_INVALID');
    },
  ),
  must(
    'PWP-REPORT-005',
    'An erasure takes the person’s words out of reports; that there was one stays.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const host = t.host();
      const conversation = await t.group([ann, ben, cem]);
      const [mine, theirs] = [await ann.send(conversation, 'of ann'), await ben.send(conversation, 'secret of ben')];
      const about = await ann.call('report.create', {conversation, message: theirs.id, reason: 'hate', text: 'by ann'});
      const by = await ben.call('report.create', {conversation, message: mine.id, reason: 'spam', text: 'said by ben'});
      const answer = await ann.send(conversation, 'an answer', {replyTo: theirs.id});
      const quoting = await cem.call('report.create', {conversation, message: answer.id, reason: 'other'});
      await host.call('user.erase', {user: ben.id});
      const first = present(await find(host, about.id), 'the report about the erased one');
      equal(
        [first.evidence, first.text, first.user, first.reason],
        [undefined, 'by ann', ben.id, 'hate'],
        'what is left of it',
      );
      const second = present(await find(host, by.id), 'the report by the erased one');
      tellsNothing(second, 'said by ben', 'the report');
      equal(second.evidence?.message?.content.text, 'of ann', 'what the other one said');
      const third = present(await find(host, quoting.id), 'the report of a message that quotes the erased one');
      tellsNothing(third, 'secret of ben', 'the report');
      equal(third.evidence?.message?.content.text, 'an answer', 'what quoted them');
    },
  ),
];
