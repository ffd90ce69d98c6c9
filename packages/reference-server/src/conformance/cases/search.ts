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
];
