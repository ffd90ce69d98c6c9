import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {createDomain, systemClock} from '@parlor/reference-server';
import {readLine} from '@parlor/reference-server/import';
import {memoryStore} from '../../packages/reference-server/src/store/memory/store.ts';
import {seed} from './seed.js';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const ann = {user: 'ann', device: 'd', audience: 'parlor', claims: {name: 'Ann'}};
const lines = read('conversations.jsonl').trim().split('\n').map(readLine);

async function seeded() {
  const store = memoryStore();
  const domain = await createDomain({store, clock: systemClock});
  await seed(domain, store);
  return {store, domain};
}

test('the demo begins with five groups and the talk of Ann and Ben, the newest first', async () => {
  const {domain} = await seeded();
  const {rows} = await domain.run(ann, 'inbox.page', {});
  assert.deepEqual(
    rows.map(({conversation}) => conversation.title ?? conversation.pair.join(' and ')),
    ['ann and ben', 'Rust: is it for me?', 'Wiki support', 'Payments', 'Rust help', 'Wiki developers'],
  );
  assert.deepEqual(
    rows.map(({unread}) => unread),
    [4, 6, 0, 2, 0, 0],
  );
  const {messages} = await domain.run(ann, 'history.page', {conversation: rows[0].conversation.id});
  assert.equal(messages.length, 6);
  assert.equal(messages.at(-1).reactions[0].key, '👍');
  assert.equal(messages[2].replyTo.sender, 'ann');
});

test('every message of the groups is there, with the rhythm it had', async () => {
  const {domain} = await seeded();
  const {rows} = await domain.run(ann, 'inbox.page', {filter: 'groups'});
  let count = 0;
  for (const {conversation} of rows) {
    let before;
    for (;;) {
      const page = await domain.run(ann, 'history.page', {
        conversation: conversation.id,
        limit: 100,
        ...(before && {before}),
      });
      count += page.messages.length;
      if (page.start) break;
      before = page.messages[0].seq;
    }
  }
  assert.equal(count, lines.length);
});

test('a second start changes nothing', async () => {
  const {store, domain} = await seeded();
  const before = await domain.run(ann, 'inbox.page', {});
  await seed(domain, store);
  assert.deepEqual(await domain.run(ann, 'inbox.page', {}), before);
});

test('source, licence, names and changes stand beside the data and on the page', () => {
  for (const text of [read('DATA.md'), read('index.html')].map((each) => each.replaceAll(/[>\s]+/g, ' '))) {
    assert.match(text, /jkk\.name\/irc-disentanglement/);
    assert.match(text, /creativecommons\.org\/licenses\/by\/4\.0/);
    assert.match(text, /Kummerfeld.*Gouravajhala.*Lasecki/);
    assert.match(text, /Changes/);
  }
  const counted = [...read('DATA.md').matchAll(/^\| [^|]+\| `([\w-]+)` \|.*\| (\d+) \|$/gm)].map(
    ([, channel, count]) => [channel, Number(count)],
  );
  assert.equal(counted.length, 5);
  for (const [channel, count] of counted)
    assert.equal(lines.filter((line) => line.channel === channel).length, count, channel);
});

test('the page holds no script, style or handler of its own: the server sends it with a policy that would refuse them', () => {
  const page = read('index.html');
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)/);
});
