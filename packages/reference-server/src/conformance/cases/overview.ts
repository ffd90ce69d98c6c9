/** What the host reads of everybody's: conversations, what is said in them, people, and how much there is. */
import type {ConversationOverview} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, holds, NotOffered, present, tellsNothing} from '../expect.js';
import type {Person} from '../person.js';

/** All pages of a list. */
async function conversationsOf(host: Person, input: object): Promise<ConversationOverview[]> {
  const found: ConversationOverview[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 200; pages++) {
    const page = await host.call('conversation.list', {...input, ...(after !== undefined && {after})});
    found.push(...page.conversations);
    after = page.next;
    if (after === undefined) break;
  }
  return found;
}
/** A word that nobody else says. */
const wordOf = (id: string): string => `w${id.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
const idsOf = (found: readonly ConversationOverview[]): string[] =>
  found.map(({conversation}) => conversation.id).sort();

export const overview = [
  must(
    'PWP-HOST-007.a',
    'The host lists the conversations of a member, by type, status, words of the title and what they are about.',
    async (t) => {
      const [ann, ben, host] = [t.person('ann'), t.person('ben'), t.host()];
      const [open, closed] = [await t.group([ann, ben], {title: 'A garden'}), await t.group([ann], {title: 'News'})];
      const direct = await t.direct(ann, ben);
      const order = {type: 'order', id: `no. ${t.id()}`};
      await host.call('conversation.put', {conversation: closed, status: 'closed', context: order});
      const member = ann.id;
      const of = async (input: object) => idsOf(await conversationsOf(host, {member, limit: 1, ...input}));
      equal(await of({}), [open, closed, direct].sort(), 'all of hers');
      equal(await of({type: 'direct'}), [direct], 'the direct ones');
      equal(await of({status: 'closed'}), [closed], 'the closed ones');
      equal(await of({title: 'GARDEN'}), [open], 'those with the word in the title');
      equal(await of({title: 'garden', status: 'closed'}), [], 'those that are both');
      equal(await of({contextType: 'order'}), [closed], 'those about an order');
      equal(await of({contextType: 'project'}), [], 'those about a project');
      equal(
        idsOf(await conversationsOf(host, {contextId: order.id, title: 'NEWS'})),
        [closed],
        'the one about that order',
      );
      await ben.call('member.leave', {conversation: open});
      equal(idsOf(await conversationsOf(host, {member: ben.id})), [direct], 'those ben is still in');
    },
  ),
  must(
    'PWP-HOST-007.b',
    'Each comes with members, messages, last activity and status; the newest made first.',
    async (t) => {
      const [ann, ben, host] = [t.person('ann'), t.person('ben'), t.host()];
      const title = `Title ${t.id()}`;
      const [first, second] = [await t.group([ann, ben], {title}), await t.group([ann], {title})];
      const {id} = await ann.send(first, 'one');
      const {ts} = await ben.send(first, 'two');
      await ann.remove(first, id);
      const found = await conversationsOf(host, {title: title.toUpperCase()});
      equal(
        found.map(({conversation}) => conversation.createdAt),
        found.map(({conversation}) => conversation.createdAt).toSorted((a, b) => b - a),
        'the order of their making',
      );
      equal(idsOf(found), [first, second].sort(), 'the conversations of that title');
      const seen = present(
        found.find(({conversation}) => conversation.id === first),
        'the first',
      );
      equal(
        [seen.conversation.members, seen.messages, seen.lastActivity, seen.conversation.status],
        [2, 2, ts, 'open'],
        'members, messages, last activity and status',
      );
    },
  ),
  must(
    'PWP-HOST-013',
    'The host reads any conversation with its members, and all of them page by page, and leaves entries.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const [cem, host] = [t.person('cem'), t.host()];
      await host.call('user.put', {user: cem.id, name: 'Cem'});
      const direct = await t.direct(ann, cem);
      const {ts} = await ann.send(direct, 'between the two');
      const seen = await host.call('conversation.read', {conversation: direct});
      equal(
        [seen.conversation.type, seen.messages, seen.lastActivity, seen.members.map(({user}) => user).sort()],
        ['direct', 1, ts, [ann.id, cem.id].sort()],
        'type, messages, last activity and members of a direct conversation',
      );
      equal(seen.people.find(({user}) => user === cem.id)?.name, 'Cem', 'the name of one of them');
      tellsNothing(seen, 'between the two', 'the conversation');
      await ann.call('member.role', {conversation, user: ben.id, role: 'moderator'});
      const first = await host.call('member.list', {conversation, limit: 1});
      const after = present(first.next, 'the place of the second page');
      const second = await host.call('member.list', {conversation, limit: 1, after});
      equal(
        [...first.members, ...second.members].map(({user, role, state}) => [user, role, state]),
        [
          [ann.id, 'owner', 'joined'],
          [ben.id, 'moderator', 'joined'],
        ],
        'the members of the group, page by page',
      );
      const {entries} = await host.call('audit.list', {actor: host.id});
      equal(
        entries
          .filter(({operation}) => operation !== 'user.put')
          .map(({operation, targets, result}) => [operation, targets['conversation'], result['count']]),
        [
          ['conversation.read', direct, 2],
          ['member.list', conversation, 1],
          ['member.list', conversation, 1],
        ],
        'its entries',
      );
      tellsNothing(await ann.delta(conversation, 0), host.id, 'what a member is told');
      for (const name of ['conversation.read', 'member.list'] as const)
        await host.refused(name, {conversation: 'c_doesnotexist'}, 'NOT_FOUND');
      await ann.refused('conversation.read', {conversation}, 'FORBIDDEN');
    },
  ),
  must(
    'PWP-HOST-008',
    'The host reads any conversation page by page, without what was deleted, and leaves an entry.',
    async (t) => {
      const [ann, ben, host] = [t.person('ann'), t.person('ben'), t.host()];
      const conversation = await t.direct(ann, ben);
      const secret = 'taken-back-again';
      const deleted = await ann.send(conversation, secret);
      const first = await ann.send(conversation, 'first');
      const last = await ben.send(conversation, 'last', {replyTo: first.id});
      await ann.remove(conversation, deleted.id);
      const page = await host.call('history.read', {conversation, limit: 2});
      equal(
        page.messages.map(({id, content}) => [id, content.text]),
        [
          [first.id, 'first'],
          [last.id, 'last'],
        ],
        'the newest two',
      );
      equal([page.start, page.end], [false, true], 'whether it is the start and the end');
      const older = await host.call('history.read', {conversation, before: first.seq});
      tellsNothing(older, secret, 'the page before');
      equal(older.start, true, 'whether the page before is the start');
      const {entries} = await host.call('audit.list', {actor: host.id, operation: 'history.read'});
      equal(
        entries.map(({targets}) => targets['conversation']),
        [conversation, conversation],
        'the conversations of its entries',
      );
      await host.refused('history.read', {conversation: 'c_doesnotexist'}, 'NOT_FOUND');
      await ann.refused('history.read', {conversation}, 'FORBIDDEN');
    },
  ),
  must(
    'PWP-HOST-011',
    'The host reads what a message said before its edits, oldest first, and leaves an entry; of a deleted message nothing is left.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const host = t.host();
      const {id, seq, ts} = await ann.send(conversation, 'first-words');
      for (const text of ['second', 'third']) await ann.call('message.edit', {conversation, id, content: {text}});
      const {versions, edits} = await host.call('history.versions', {conversation, id});
      equal(edits, 2, 'the number of edits');
      if (versions.length === 0) throw new NotOffered('the server keeps nothing of before an edit');
      equal(
        versions.map(({content}) => content.text),
        ['first-words', 'second'],
        'what it said before',
      );
      equal([versions[0]?.rev, versions[0]?.at], [seq, ts], 'rev and time of the first');
      tellsNothing(await ben.delta(conversation, 0), 'first-words', 'what a member is told');
      const {entries} = await host.call('audit.list', {actor: host.id, operation: 'history.versions'});
      equal(
        entries.map(({targets, result}) => [targets['conversation'], targets['message'], result['count']]),
        [[conversation, id, 2]],
        'its entry',
      );
      await host.refused('history.versions', {conversation, id: t.id()}, 'NOT_FOUND');
      await ann.refused('history.versions', {conversation, id}, 'FORBIDDEN');
      await ann.remove(conversation, id);
      equal((await host.call('history.versions', {conversation, id})).versions, [], 'what is left of it');
    },
  ),
  must(
    'PWP-HOST-012.a',
    'The host finds messages in every conversation, newest first and page by page, but for what was deleted.',
    {feature: 'search'},
    async (t) => {
      const [ann, ben, host] = [t.person('ann'), t.person('ben'), t.host()];
      const word = wordOf(t.id());
      const [direct, group] = [await t.direct(ann, ben), await t.group([ben])];
      const gone = await ann.send(direct, `${word} gone`);
      await ann.send(direct, `${word} one`);
      await ben.send(group, `${word} two`);
      const last = await ben.send(direct, `and ${word}`);
      await ann.remove(direct, gone.id);
      await ann.own(direct, {cleared: last.seq});
      const {hits, next} = await host.call('messages.find', {query: word, limit: 2});
      const cursor = present(next, 'the cursor of the second page');
      const rest = await host.call('messages.find', {query: word, limit: 2, cursor});
      const all = [...hits, ...rest.hits];
      equal(
        all.map(({conversation, message}) => [conversation, message.content.text]).sort(),
        [
          [direct, `${word} one`],
          [group, `${word} two`],
          [direct, `and ${word}`],
        ].sort(),
        'the hits',
      );
      equal(
        all.map(({message}) => message.ts),
        all.map(({message}) => message.ts).toSorted((a, b) => b - a),
        'the order of their times',
      );
      const [hit] = (await host.call('messages.find', {query: word, conversation: direct, from: ben.id})).hits;
      equal([hit?.message.id, hit?.found], [last.id, [{start: 4, end: 4 + word.length}]], 'what ben said there');
      await host.refused('messages.find', {query: word, conversation: 'c_doesnotexist'}, 'NOT_FOUND');
      await host.refused('messages.find', {query: '?!'}, 'SCHEMA');
      await ann.refused('messages.find', {query: word}, 'FORBIDDEN');
    },
  ),
  must(
    'PWP-HOST-012.b',
    'Each page the host finds leaves an entry with what was found, and never the words.',
    {feature: 'search'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const host = t.host();
      const word = wordOf(t.id());
      const {id} = await ann.send(conversation, word);
      await host.call('messages.find', {query: word});
      const {entries} = await host.call('audit.list', {actor: host.id, operation: 'messages.find'});
      equal(
        entries.map(({targets, result}) => [targets['conversations'], targets['messages'], result['count']]),
        [[[conversation], [id], 1]],
        'its entry',
      );
      tellsNothing(entries, word, 'the entry');
    },
  ),
  must('PWP-HOST-012.c', 'In a conversation that was taken away nothing is found.', {feature: 'search'}, async (t) => {
    const {ann, conversation} = await t.pair();
    const host = t.host();
    const word = wordOf(t.id());
    await ann.send(conversation, word);
    equal((await host.call('messages.find', {query: word})).hits.length, 1, 'what is found before');
    await host.call('conversation.remove', {conversation});
    equal((await host.call('messages.find', {query: word})).hits, [], 'what is found behind it');
    await host.refused('messages.find', {query: word, conversation}, 'NOT_FOUND');
  }),
  must(
    'PWP-HOST-009',
    'The host lists people by the beginning of their name and by state, page by page.',
    async (t) => {
      const host = t.host();
      const people = t.people('ann', 'ben', 'cem');
      const [ann, ben, cem] = people;
      const prefix = `Q${t.id().toLowerCase()}`;
      for (const [at, {id}] of people.entries()) await host.call('user.put', {user: id, name: `${prefix} ${at}`});
      const list = async (input: object): Promise<string[]> => {
        const found: string[] = [];
        let after: string | undefined;
        do {
          const page = await host.call('user.list', {
            name: prefix.toUpperCase(),
            limit: 2,
            ...input,
            ...(after && {after}),
          });
          found.push(...page.users.map(({profile}) => profile.user));
          after = page.next;
        } while (after !== undefined);
        return found;
      };
      equal(await list({}), [ann.id, ben.id, cem.id], 'those whose name begins so');
      await host.call('user.put', {user: ben.id, active: false});
      await host.call('user.erase', {user: cem.id});
      equal(await list({state: 'inactive'}), [ben.id], 'those who are not active');
      equal(await list({state: 'active'}), [ann.id], 'those who are');
      equal(await list({state: 'erased'}), [], 'an erased one by the name they had');
    },
  ),
  must(
    'PWP-HOST-010',
    'stats counts people, conversations and messages, and messages and active people by day.',
    async (t) => {
      const host = t.host();
      const read = () => host.call('stats', {days: 7});
      const before = await read();
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'one');
      await ben.send(conversation, 'two');
      await ann.remove(conversation, id);
      const after = await read();
      holds(after.messages >= before.messages + 2, 'two messages were not counted');
      holds(after.conversations >= before.conversations + 1, 'a conversation was not counted');
      holds(after.users >= before.users + 2, 'two people were not counted');
      equal(after.days.length, 7, 'how many days there are');
      // a day may end in between
      const sum = (name: 'messages' | 'active', days: typeof after.days) =>
        days.slice(-2).reduce((all, day) => all + day[name], 0);
      holds(sum('messages', after.days) >= sum('messages', before.days) + 2, 'two messages are of no day');
      holds(sum('active', after.days) >= sum('active', before.days) + 2, 'two people are active on no day');
      const times = after.days.map(({day}) => Date.parse(day));
      for (const [at, time] of times.entries())
        equal(time - (times[at - 1] ?? time - 86_400_000), 86_400_000, 'a day’s length');
      await host.refused('stats', {days: 91}, 'SCHEMA');
    },
  ),
];
