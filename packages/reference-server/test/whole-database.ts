/** A database with some of everything there is: rows in every table, and files. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Store} from '../src/store/store.js';
import {liveAWeek} from './week.js';
import {newId, World} from './world.js';

export const canary = 'canary: 👍🏽, é, \u2028, "quoted" \\ and \u0001';

/** Lives it and closes the store. Answers a conversation in which ann says the canary and sends a file. */
export async function liveOfEverything(store: Store): Promise<{place: string; file: string}> {
  const world = await World.open({store, keepsEdits: true, makesPreviews: true});
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  await ann.hello();
  await ben.hello();
  const place = await ann.direct('ben');
  const {id} = await ann.send(place, 'said before');
  await ann.run('message.edit', {conversation: place, id, content: {text: canary}});
  const at = world.clock.now() + 1e9;
  await ann.run('later.set', {conversation: place, id: newId(), at, content: {text: 'in a while'}});
  await ann.run('reminder.set', {conversation: place, id, at});
  const notice = {kind: 'follow', title: 'follows you 👍🏽', body: 'since\ntoday', link: '/people/ben', actor: 'ben'};
  await world.asHost().run('notify', {id: 'follow-1', users: ['ann', 'ben'], ...notice});
  await world.asHost().run('notify', {id: 'order-1', users: ['ann'], kind: 'order', title: 'Shipped'});
  await ann.run('notifications.read', {upTo: 1});
  await ann.run('notifications.remove', {id: 'order-1'});
  await ann.run('own.set', {conversation: place, pinned: true}, newId());
  const url = 'https://example.com';
  const link = {text: url, ranges: [{type: 'link' as const, start: 0, end: url.length, url}]};
  for (const title of ['An example', undefined]) {
    await ann.send(place, '', {content: link});
    const [waiting] = (await world.domain.previews?.due(1)) ?? [];
    if (waiting && title) await world.domain.previews?.settle(waiting, {title});
  }
  await world.as('eve').hello();
  for (const bot of ['ann', 'eve'])
    await world.asBot(bot).run('commands.set', {commands: [{name: 'roll', description: 'Rolls 👍🏽'}]});
  await ann.run('block.set', {user: 'eve', on: true});
  await world.asHost().run('webhook.put', {
    webhook: 'orders',
    url: 'https://example.com/hook',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    types: ['message.created'],
  });
  const {id: browser} = await ann.run('push.subscribe', {
    endpoint: 'https://push.example/ann',
    keys: {p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22)},
  });
  await ann.run('push.quiet', {quiet: {from: '22:00', to: '07:00', zone: 'Europe/Berlin'}});
  await store.write((tx) => tx.addPushes([{subscription: browser, user: 'ann', tag: place, at: 1}]));
  await ben.send(place, 'told to the host');
  await world.domain.endSessions('fay');
  const groups = [await ann.group(['ben', 'cid']), await ben.group(['ann', 'dan'])];
  const {id: file} = await ann.run('upload.create', {conversation: place, name: 'a.txt', size: 10});
  const version = {type: 'text/plain', size: 10};
  await world.domain.files?.settle(file, {file: {...version, versions: {original: version}}, bytes: 10});
  await ann.run('message.send', {
    conversation: place,
    id: newId(),
    content: {text: 'see', attachments: [{id: file}]},
  });
  await ann.run('member.remove', {conversation: groups[0] ?? '', user: 'gus', ban: true});
  await liveAWeek(store, {conversations: groups, steps: 400, seed: 6});
  return {place, file};
}

/** The folder beside a database, as the server writes it. */
export function layFiles(folder: string, file: string): void {
  const at = join(folder, file.slice(2, 4));
  mkdirSync(at, {recursive: true});
  writeFileSync(join(at, `${file}.original`), 'a contract');
  writeFileSync(join(at, 'f_aa2.part'), 'half of');
}
