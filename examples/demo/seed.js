// Fills an empty database for the demo. The server calls it before it listens (--demo), every time: what is there stays.
import {readFileSync} from 'node:fs';
import {createImporter, makePlan, planLine, readLine} from '@parlor/reference-server/import';

/** @typedef {import('@parlor/reference-server').Domain} Domain */
/** @typedef {import('@parlor/reference-server/import').ImportLine} ImportLine */

const minute = 60_000;
const hour = 60 * minute;

const people = [
  {user: 'ann', name: 'Ann'},
  {user: 'ben', name: 'Ben'},
  {user: 'cem', name: 'Cem'},
  {user: 'dana', name: 'Dana'},
];

/** Where conversations.jsonl comes from, and under which licence, is in DATA.md. */
const groups = [
  {channel: 'rust-learning', title: 'Rust: is it for me?', endedMsAgo: 25 * minute, unread: 6},
  {channel: 'wiki-support', title: 'Wiki support', endedMsAgo: 3 * hour, unread: 0},
  {channel: 'payments', title: 'Payments', endedMsAgo: 20 * hour, unread: 2},
  {channel: 'rust-help', title: 'Rust help', endedMsAgo: 52 * hour, unread: 0},
  {channel: 'wiki-developers', title: 'Wiki developers', endedMsAgo: 9 * 24 * hour, unread: 0},
];

/**
 * @param {Domain} domain
 * @param {import('@parlor/reference-server/import').ImportOptions['store']} store
 */
export async function seed(domain, store) {
  await importGroups(store, Date.now());
  await welcome(domain);
}

/** The groups keep the rhythm they had; only the end is moved to shortly before now. */
async function importGroups(store, now) {
  const lines = readFileSync(new URL('conversations.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(readLine);
  const shifts = new Map(groups.map(({channel, endedMsAgo}) => [channel, now - endedMsAgo - endOf(lines, channel)]));
  const moved = lines.map((line) => ({...line, at: line.at + shifts.get(line.channel)}));
  const plan = makePlan();
  for (const line of moved) planLine(plan, line);
  for (const {channel, title} of groups) plan.channels.get(channel).title = title;
  const unread = (name) => groups.find(({channel}) => channel === name).unread;
  const importer = createImporter({store, plan, join: people, unread, prefix: 'demo:', members: 40});
  if ((await importer.write(moved)) > 0) await importer.finish();
}

const endOf = (lines, channel) => Math.max(...lines.filter((line) => line.channel === channel).map(({at}) => at));

/** Ann and Ben, as they could have typed it: every line goes through the server's own rules. Repeating it changes nothing. */
async function welcome(domain) {
  for (const {user, name} of people) await domain.hello(actor(user, name), {});
  const {conversation} = await domain.run(
    actor('ann', 'Ann'),
    'conversation.direct',
    {user: 'ben'},
    {opId: id('direct')},
  );
  const say = (user, key, content, replyTo) =>
    domain.run(
      actor(user),
      'message.send',
      {conversation, id: id(key), content, ...(replyTo && {replyTo: id(replyTo)})},
      {opId: id(`send-${key}`)},
    );

  await say('ben', 'hello', {
    text: 'Hi Ann! This conversation is made up; the groups are real ones, from public chat logs.',
  });
  await say('ann', 'open-two', {
    text: 'Hi Ben. Open this page twice, as you and as me, and we see each other type.',
    ranges: [{type: 'bold', start: 8, end: 28}],
  });
  await say('ben', 'offline', {text: 'And if I go through a tunnel?'}, 'open-two');
  await say('ann', 'tunnel', {
    text: 'Keep writing. It is safe on your device, and goes out once, in order, when you are back.',
  });
  await say('ben', 'code', {
    text: 'const chat = createChat({url, user, getToken});\ninbox.chat = chat;',
    ranges: [{type: 'code-block', start: 0, end: 66, language: 'js'}],
  });
  await say('ben', 'that-is-all', {text: 'That is all a page needs.'});
  await domain.run(
    actor('ann'),
    'reaction.set',
    {conversation, id: id('that-is-all'), key: '👍', on: true},
    {opId: id('react')},
  );
}

const actor = (user, name) => ({user, device: 'demo', audience: 'parlor', claims: name ? {name} : {}});

/** The same 21 characters for the same name: ids of messages and operations. */
const id = (name) => `demo-${name}`.padEnd(21, '-');
