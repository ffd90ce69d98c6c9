/** Looking for messages: what is found, by whom, and page by page. */
import type {TextRange} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, holds, present} from '../expect.js';
import type {Person} from '../person.js';

const feature = 'search';
type More = {conversation?: string; from?: string; before?: number; after?: number; cursor?: string; limit?: number};

const search = (person: Person, query: string, more: More = {}) => person.call('messages.search', {query, ...more});
/** "@" names the person. */
const naming = (person: Person, text: string): {text: string; ranges: TextRange[]} => ({
  text,
  ranges: [{type: 'mention', start: text.indexOf('@'), end: text.indexOf('@') + 1, user: person.id}],
});
const mentions = async (person: Person, more: {cursor?: string; limit?: number} = {}) =>
  person.call('mention.list', more);

const texts = async (person: Person, query: string, more: More = {}): Promise<string[]> =>
  (await search(person, query, more)).hits.map(({message}) => message.content.text);

export const searching = [
  must(
    'PWP-SEARCH-001.a',
    'Messages with all words are found over all conversations, newest first.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      // over REST the first sync makes the profile
      for (const person of [ann, ben]) await person.call('sync');
      const [one, two] = [await t.group([ann, ben]), await t.group([ann, ben])];
      await ann.send(one, 'green apple');
      await ben.send(two, 'an apple that is green');
      await ann.send(one, 'red apple');
      const {hits, people} = await search(ben, 'apple green');
      equal(
        hits.map(({conversation, message}) => [conversation, message.content.text]).sort(),
        [
          [one, 'green apple'],
          [two, 'an apple that is green'],
        ].sort(),
        'the hits',
      );
      const times = hits.map(({message}) => message.ts);
      equal(
        times,
        [...times].sort((a, b) => b - a),
        'the times',
      );
      equal(people.map(({user}) => user).sort(), [ann.id, ben.id].sort(), 'the people');
    },
  ),
  must('PWP-SEARCH-001.b', 'A search keeps to a conversation, a person and a time.', {feature}, async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    const [one, two] = [await t.group([ann, ben]), await t.group([ann, ben])];
    await ann.send(one, 'apple one');
    const {id} = await ben.send(one, 'apple two');
    await ann.send(two, 'apple three');
    equal(await texts(ann, 'apple', {conversation: two}), ['apple three'], 'what is found in a conversation');
    equal(await texts(ann, 'apple', {from: ben.id}), ['apple two'], 'what is found of a person');
    const {messages} = await ann.page(one);
    const {ts} = present(
      messages.find((message) => message.id === id),
      'the message',
    );
    holds((await texts(ann, 'apple', {after: ts})).includes('apple two'), 'after is not the time itself');
    holds(!(await texts(ann, 'apple', {before: ts})).includes('apple two'), 'before is the time itself');
  }),
  must(
    'PWP-SEARCH-002.a',
    'Case and diacritics make no difference; the last word may be only begun.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.send(conversation, 'Über den Wolken');
      for (const query of ['uber', 'ÜBER', 'u\u0308ber', 'den wolk', 'WOLKEN den'])
        equal(await texts(ben, query), ['Über den Wolken'], `what "${query}" finds`);
      for (const query of ['wolk den', 'olken', 'w']) equal(await texts(ben, query), [], `what "${query}" finds`);
    },
  ),
  must('PWP-SEARCH-002.b', 'Of scripts without spaces any run of letters is found.', {feature}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    await ann.send(conversation, '私は日本語を話します');
    for (const query of ['日本語', '本', '本語', 'します'])
      equal((await texts(ben, query)).length, 1, `what "${query}" finds`);
    for (const query of ['日語', '話日']) equal(await texts(ben, query), [], `what "${query}" finds`);
  }),
  must(
    'PWP-SEARCH-002.c',
    'Signs mean nothing; what has no word, or is too long, is refused.',
    {feature},
    async (t) => {
      const {ann, conversation} = await t.pair();
      await ann.send(conversation, 'half OR whole');
      for (const query of ['"half" OR*', "half' or 1=1; --", '%half%']) await ann.call('messages.search', {query});
      equal(await texts(ann, '"half" (or) whole*'), ['half OR whole'], 'what is found through signs');
      equal(await texts(ann, 'half OR none'), [], 'what an operator finds');
      for (const query of ['', '  ', '%_*"']) await ann.refused('messages.search', {query}, 'SCHEMA');
      await ann.refused('messages.search', {query: 'x'.repeat(1_999)}, 'TOO_LARGE');
      await ann.refused('messages.search', {query: 'a b c d e f g h i j k l m n o p q r s t u v w x y z'}, 'TOO_LARGE');
    },
  ),
  must(
    'PWP-SEARCH-003.a',
    'What was deleted, and what was said before an edit, is found no more.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'first thought');
      const other = await ann.send(conversation, 'thought to be deleted');
      await ann.edit(conversation, id, 'second thought');
      await ann.remove(conversation, other.id);
      equal(await texts(ben, 'thought'), ['second thought'], 'what is found');
      equal(await texts(ben, 'first'), [], 'what is found of before');
    },
  ),
  must(
    'PWP-SEARCH-003.b',
    'Nobody finds what was before they came, behind their removal, or cleared by them.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben]);
      await ann.send(conversation, 'pear one');
      await ann.call('member.add', {conversation, user: cem.id});
      const {seq} = await ann.send(conversation, 'pear two');
      await ann.send(conversation, 'pear three');
      await ann.call('member.remove', {conversation, user: cem.id});
      await ann.send(conversation, 'pear four');
      equal(await texts(cem, 'pear'), ['pear three', 'pear two'], 'what somebody finds who is gone');
      await ben.own(conversation, {cleared: seq});
      equal(await texts(ben, 'pear'), ['pear four', 'pear three'], 'what is found behind what was cleared');
      const stranger = t.person('stranger');
      equal(await texts(stranger, 'pear'), [], 'what a stranger finds');
      await stranger.refused('messages.search', {query: 'pear', conversation}, 'NOT_FOUND');
    },
  ),
  must('PWP-SEARCH-004.a', 'Page by page every message comes once.', {feature}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const sent = ['plum 1', 'plum 2', 'plum 3', 'plum 4', 'plum 5'];
    for (const text of sent) await ann.send(conversation, text);
    const found: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 9; pages++) {
      const {hits, next} = await search(ben, 'plum', {limit: 2, ...(cursor !== undefined && {cursor})});
      holds(hits.length <= 2, 'a page is longer than asked for');
      found.push(...hits.map(({message}) => message.content.text));
      cursor = next;
      if (cursor === undefined) break;
    }
    equal(found, [...sent].reverse(), 'what was found');
  }),
  must('PWP-SEARCH-004.b', 'A cursor is of one user and one search.', {feature}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    for (const text of ['plum 1', 'plum 2', 'plum 3']) await ann.send(conversation, text);
    const cursor = present((await search(ann, 'plum', {limit: 1})).next, 'the cursor');
    await ben.refused('messages.search', {query: 'plum', cursor}, 'CURSOR_INVALID');
    await ann.refused('messages.search', {query: 'other', cursor}, 'CURSOR_INVALID');
    await ann.refused('messages.search', {query: 'plum', cursor: `${cursor}x`}, 'CURSOR_INVALID');
  }),
  must(
    'PWP-SEARCH-005',
    'found has the places of the words in the text, in UTF-16 code units.',
    {feature},
    async (t) => {
      const {ann, conversation} = await t.pair();
      await ann.send(conversation, '😀 Über und über');
      const [hit] = (await search(ann, 'uber')).hits;
      equal(
        hit?.found,
        [
          {start: 3, end: 7},
          {start: 12, end: 16},
        ],
        'the places',
      );
    },
  ),
  must(
    'PWP-SEARCH-007.a',
    'mention.list has the messages that mention the caller, newest first, page by page, and where they do.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const [one, two] = [await t.group([ann, ben, cem]), await t.group([ann, ben, cem])];
      const say = (place: string, {text, ranges}: ReturnType<typeof naming>) => ann.send(place, text, {ranges});
      await say(one, naming(ben, 'one @'));
      await say(two, naming(ben, '@ two'));
      await say(two, naming(cem, '@ not you'));
      const {id} = await say(one, naming(ben, 'three @'));
      const gone = await say(one, naming(ben, '@ deleted'));
      await ann.remove(one, gone.id);
      const edited = await say(one, naming(ben, '@ edited'));
      await ann.edit(one, edited.id, 'nobody');
      const first = await mentions(ben, {limit: 2});
      equal(
        first.hits.map(({conversation, message, found}) => [conversation, message.content.text, found]),
        [
          [one, 'three @', [{start: 6, end: 7}]],
          [two, '@ two', [{start: 0, end: 1}]],
        ],
        'the first page',
      );
      equal(first.hits[0]?.message, await ben.message(one, id), 'the message');
      const cursor = present(first.next, 'the cursor');
      const second = await mentions(ben, {limit: 2, cursor});
      equal([second.hits.map(({message}) => message.content.text), second.next], [['one @'], undefined], 'the second');
      equal((await mentions(ann)).hits, [], 'what mentions nobody but others');
      await cem.refused('mention.list', {cursor}, 'CURSOR_INVALID');
    },
  ),
  must(
    'PWP-SEARCH-007.b',
    'Nobody is shown mentions from behind their removal, cleared by them, or by somebody they block.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      const say = (person: Person, {text, ranges}: ReturnType<typeof naming>) =>
        person.send(conversation, text, {ranges});
      const {seq} = await say(ann, naming(ben, '@ one'));
      await say(ann, naming(ben, '@ two'));
      const changed = await say(ann, naming(ben, '@ three'));
      await ben.own(conversation, {cleared: seq});
      if (t.facts.features?.includes('blocks') ?? true) {
        await ben.call('block.set', {user: cem.id, on: true});
        await say(cem, naming(ben, '@ from afar'));
      }
      await ann.call('member.remove', {conversation, user: ben.id});
      await say(ann, naming(ben, '@ behind your back'));
      await ann.edit(conversation, changed.id, 'other words');
      const {hits} = await mentions(ben);
      equal(
        hits.map(({message}) => message.content.text),
        ['@ two'],
        'what is left to see',
      );
    },
  ),
  must(
    'PWP-SEARCH-008.a',
    'People are found by the beginnings of words of their name, all that are asked for, whatever case and diacritics; whose whole name begins so comes first.',
    {feature},
    async (t) => {
      const people = t.people('ann', 'ben', 'cem');
      const [ann, ben, cem] = people;
      await t.group(people);
      const word = `q${t.id().replace(/[^A-Za-z0-9]/g, '')}`.toLowerCase();
      await ben.call('profile.set', {name: `Zoë ${word}son`});
      await cem.call('profile.set', {name: `${word} Öz`});
      const find = async (query: string, more: {cursor?: string; limit?: number} = {}) =>
        ann.call('person.find', {query, ...more});
      const ids = async (query: string) => (await find(query)).people.map(({user}) => user);
      equal(await ids(word.toUpperCase()), [cem.id, ben.id], 'who is found by a word');
      equal(await ids(`${word} zoe`), [ben.id], 'who is found by two');
      equal(await ids(`${word} oz zoe`), [], 'who has all three');
      equal(await ids(word.slice(1)), [], 'who is found by the middle of a word');
      const {people: first, next} = await find(word, {limit: 1});
      const cursor = present(next, 'the cursor');
      const second = await find(word, {limit: 1, cursor});
      equal(
        [...first, ...second.people].map(({user}) => user),
        [cem.id, ben.id],
        'the pages in a row',
      );
      equal(second.next, undefined, 'what comes behind the last page');
      await ben.refused('person.find', {query: word, cursor}, 'CURSOR_INVALID');
      await ann.refused('person.find', {query: `${word}s`, cursor}, 'CURSOR_INVALID');
    },
  ),
  must(
    'PWP-SEARCH-008.b',
    'A change of the name counts for finding from its commit on; nobody who was erased is found.',
    {feature},
    async (t) => {
      const people = t.people('ann', 'ben');
      const [ann, ben] = people;
      await t.group(people);
      const [before, after] = [`q${t.id()}`, `r${t.id()}`].map((id) => id.replace(/[^A-Za-z0-9]/g, '')) as [
        string,
        string,
      ];
      const ids = async (query: string) => (await ann.call('person.find', {query})).people.map(({user}) => user);
      await ben.call('profile.set', {name: `The ${before}`});
      await ben.call('profile.set', {name: `The ${after}`});
      equal(
        [await ids(before), await ids(after)],
        [[], [ben.id]],
        'who is found by the name before and by the one now',
      );
      await t.host().call('user.erase', {user: ben.id});
      equal(await ids(after), [], 'an erased one');
      equal((await t.host().call('user.list', {name: after})).users, [], 'an erased one, by the host');
    },
  ),
  must(
    'PWP-SEARCH-009.a',
    'Conversations are found by words of their titles, direct ones by the name of the other person, archived ones too, the newest activity first.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      for (const person of [ann, ben]) await person.call('sync');
      const word = `q${t.id().replace(/[^A-Za-z0-9]/g, '')}`;
      await ben.call('profile.set', {name: `Ben ${word}`});
      const [one, two] = [await t.group([ann, ben]), await t.group([ann, ben])];
      for (const [at, conversation] of [one, two].entries())
        await ann.call('conversation.update', {conversation, title: `Über ${word} ${at}`});
      const direct = await t.direct(ann, ben);
      await ann.send(direct, 'hi');
      await ann.own(one, {archived: true});
      const find = async (person: Person, query: string, more: {cursor?: string; limit?: number} = {}) =>
        person.call('inbox.find', {query, ...more});
      const ids = async (person: Person, query: string) =>
        (await find(person, query)).rows.map(({conversation}) => conversation.id);
      equal((await ids(ann, word.toUpperCase())).toSorted(), [one, two, direct].toSorted(), 'what has the word');
      equal((await ids(ann, `uber ${word}`)).toSorted(), [one, two].toSorted(), 'what has both');
      equal(
        await ids(ben, word),
        (await ids(ann, word)).filter((id) => id !== direct),
        'by the own name nothing',
      );
      const {rows, people} = await find(ann, `ben ${word.slice(0, 8)}`);
      const again = await ann.call('inbox.rows', {conversations: [direct]});
      equal(rows, again.rows, 'the row');
      holds(
        people.some(({user}) => user === ben.id),
        'the other one is not among people',
      );
      const activities = (await find(ann, word)).rows.map(({lastActivity}) => lastActivity);
      equal(
        activities,
        activities.toSorted((a, b) => b - a),
        'the order',
      );
      const first = await find(ann, word, {limit: 2});
      const cursor = present(first.next, 'the cursor');
      const second = await find(ann, word, {limit: 2, cursor});
      equal(
        [...first.rows, ...second.rows].map(({conversation}) => conversation.id),
        await ids(ann, word),
        'the pages in a row',
      );
      await ben.refused('inbox.find', {query: word, cursor}, 'CURSOR_INVALID');
      await ann.refused('inbox.find', {query: `${word} 1`, cursor}, 'CURSOR_INVALID');
      await ann.refused('inbox.find', {query: '%_*'}, 'SCHEMA');
    },
  ),
  must(
    'PWP-SEARCH-009.b',
    'Nobody finds a conversation they are not in, nor one by a title it got behind their removal.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben]);
      const [before, after] = [`q${t.id()}`, `r${t.id()}`].map((id) => id.replace(/[^A-Za-z0-9]/g, '')) as [
        string,
        string,
      ];
      const ids = async (person: Person, query: string) =>
        (await person.call('inbox.find', {query})).rows.map((row) => row.conversation.id);
      await ann.call('conversation.update', {conversation, title: before});
      equal([await ids(ben, before), await ids(cem, before)], [[conversation], []], 'what is found');
      await ann.call('member.remove', {conversation, user: ben.id});
      await ann.call('conversation.update', {conversation, title: after});
      equal([await ids(ben, before), await ids(ben, after)], [[conversation], []], 'what is found behind a removal');
      equal(await ids(ann, after), [conversation], 'what is found by who is in it');
    },
  ),
];
