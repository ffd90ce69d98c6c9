/** A sound database with something of everything, and what can be wrong in it: each planted alone, and how it is told. */
import assert from 'node:assert/strict';
import type {Store} from '../src/store/store.js';
import {newId, World} from './world.js';

export type Ids = Awaited<ReturnType<typeof liveSoundly>>;

/** Lives it and closes the store. Answers what `$group` and the like stand for. */
export async function liveSoundly(store: Store) {
  const places = {group: '', direct: '', quiet: '', named: ''};
  const ids = {
    first: newId(),
    answer: newId(),
    deleted: newId(),
    edited: newId(),
    cancelled: newId(),
    silent: newId(),
    poll: newId(),
  };
  const world = await World.open({store, keepsEdits: true});
  const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((user) => world.as(user));
  assert.ok(ann && bob && cid);
  for (const person of [ann, bob, cid]) await person.hello();
  places.group = await ann.group(['bob', 'cid', 'dan']);
  places.direct = await ann.direct('bob');
  places.quiet = await ann.direct('cid');
  const mention = {text: '@bob hello', ranges: [{type: 'mention' as const, start: 0, end: 4, user: 'bob'}]};
  await ann.send(places.group, '', {id: ids.first, content: mention});
  await bob.send(places.group, 'an answer', {id: ids.answer, replyTo: ids.first});
  await cid.send(places.group, 'soon gone', {id: ids.deleted});
  await bob.run('reaction.set', {conversation: places.group, id: ids.deleted, key: '👍', on: true});
  await cid.run('message.delete', {conversation: places.group, id: ids.deleted});
  await bob.run('reaction.set', {conversation: places.group, id: ids.first, key: '👍', on: true});
  await bob.run('own.set', {conversation: places.group, read: 3});
  await cid.run('message.delete', {conversation: places.group, id: ids.cancelled});
  await ann.run('member.remove', {conversation: places.group, user: 'dan'});
  await ann.run('message.pin', {conversation: places.group, id: ids.answer, on: true});
  await bob.send(places.direct, 'first', {id: ids.edited});
  await bob.run('message.edit', {conversation: places.direct, id: ids.edited, content: {text: 'second'}});
  await bob.run('message.edit', {conversation: places.direct, id: ids.edited, content: {text: 'third'}});
  const {id: browser} = await bob.run('push.subscribe', {
    endpoint: 'https://push.example/bob',
    keys: {p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22)},
  });
  await store.write((tx) => tx.addPushes([{subscription: browser, user: 'bob', tag: places.direct, at: 1}]));
  await world.asHost().run('notify', {id: 'order-1', users: ['bob'], kind: 'order', title: 'Shipped'});
  await world.asHost().run('notify', {id: 'order-2', users: ['bob'], kind: 'order', title: 'Came'});
  await bob.run('notifications.read', {upTo: 1});
  await bob.run('notifications.remove', {id: 'order-1'});
  const at = world.clock.now() + 60_000;
  await bob.run('later.set', {conversation: places.group, id: newId(), at, content: {text: 'soon'}});
  await bob.run('reminder.set', {conversation: places.group, id: ids.first, at});
  const options = [
    {id: 'a', text: 'yes'},
    {id: 'b', text: 'no'},
  ];
  await ann.send(places.quiet, 'hello cid');
  await ann.send(places.quiet, '', {id: ids.poll, content: {text: 'Shall we?', poll: {options, multiple: true}}});
  for (const key of ['vote:a', 'vote:b'])
    await cid.run('reaction.set', {conversation: places.quiet, id: ids.poll, key, on: true});
  places.named = await cid.group(['bob']);
  await bob.run('block.set', {user: 'cid', on: true});
  await cid.run('block.set', {user: 'ann', on: true});
  await cid.run('block.set', {user: 'bob', on: true});
  await cid.run('block.set', {user: 'bob', on: false});
  const named = {text: '@bob again', ranges: [{type: 'mention' as const, start: 0, end: 4, user: 'bob'}]};
  await cid.send(places.named, '', {id: ids.silent, content: named});
  await bob.run('report.create', {conversation: places.named, message: ids.silent, reason: 'spam', text: 'again'});
  await world.domain.close();
  return {...places, ...ids};
}

export const filledIn = (sql: string, ids: Ids): string =>
  sql.replace(/\$(\w+)/g, (_, key: string) => (ids as Record<string, string>)[key] ?? assert.fail(key));

export type Plant = readonly [name: string, sql: string, told: RegExp];

/** In words that every store understands. */
export const plants: readonly Plant[] = [
  ['a head below its messages', "update conversation set seq = 4 where id = '$group'", /is outside 1…4/],
  ['a value above the head', "update conversation set seq = seq - 1 where id = '$direct'", /above the head/],
  [
    'one value of two changes',
    "update reaction set rev = 4 where message = '$first'",
    /the value 4 is that of .+ and /,
  ],
  [
    'a value that nothing took',
    "update conversation set seq = seq + 1 where id = '$direct'",
    /of the values 1…5 2 are held by nothing, and edits let go of 1/,
  ],
  ['a running number', "update message set k = 9 where id = '$answer'", /k is 9 instead of 2/],
  ['a running number of one person', "update message set own = 2 where id = '$answer'", /own is 2 instead of 1/],
  ['a count of the conversation', "update conversation set k = 9 where id = '$group'", /: k is 9 instead of 3/],
  ['the newest message', "update conversation set last_seq = 3 where id = '$group'", /last_seq is 3 instead of 5/],
  [
    'the time of the newest',
    "update conversation set last_activity = last_activity + 1 where id = '$quiet'",
    /last_activity is \d+ instead of/,
  ],
  [
    'the time of anything',
    "update conversation set last_ts = last_ts + 1 where id = '$quiet'",
    /last_ts is \d+ instead/,
  ],
  ['a rev of members', "update conversation set member_rev = 99 where id = '$group'", /member_rev 99 is outside/],
  [
    'a rev of the title that is a message',
    "update conversation set meta_rev = 3 where id = '$group'",
    /meta_rev 3 is the/,
  ],
  ['a rev below its position', "update message set rev = 2 where id = '$answer'", /its rev 2 is outside/],
  ['how many are in it', "update conversation set members = 4 where id = '$group'", /members is 4 instead of 3/],
  ['nobody owns it', "update member set role = 'admin' where conversation = '$group' and user = 'ann'", /no owner/],
  ['a pair of others', `update conversation set pair = '["ann","eve"]' where id = '$direct'`, /its pair is/],
  [
    'an end without a farewell',
    "update member set farewell = null where conversation = '$group' and user = 'dan'",
    /dan: is removed, with an end, without a farewell/,
  ],
  [
    'a register above the head',
    "update member set read = 99, delivered = 99 where conversation = '$group' and user = 'cid'",
    /cid: read 99 is outside 0…/,
  ],
  [
    'delivered below read',
    "update member set delivered = 1 where conversation = '$group' and user = 'bob'",
    /bob: delivered 1 is below read 3/,
  ],
  [
    'what one wrote',
    "update member set own_k = 7 where conversation = '$group' and user = 'bob'",
    /own_k is 7 instead of 1/,
  ],
  [
    'when one wrote last',
    "update member set last_sent = 7 where conversation = '$group' and user = 'bob'",
    /bob: last_sent is 7 instead of 1\d+/,
  ],
  [
    'what was counted up to the horizon',
    "update member set read_k = 0 where conversation = '$group' and user = 'bob'",
    /bob: read_k is 0 instead of 1/,
  ],
  [
    'what one wrote up to the horizon',
    "update member set own_read_k = 1 where conversation = '$group' and user = 'bob'",
    /bob: own_read_k is 1 instead of 0/,
  ],
  [
    'unread',
    "update member set read_k = 0 where conversation = '$group' and user = 'bob'",
    /bob: unread is 1 instead of 0/,
  ],
  [
    'a mention nobody wrote',
    "insert into mention (user, conversation, seq, ts) select 'cid', conversation, seq, ts from message where conversation = '$group' and seq = 4",
    /a mention of cid, whom it does not name/,
  ],
  [
    'a mention that was lost',
    "delete from mention where conversation = '$group'",
    /it names bob, and there is no mention/,
  ],
  [
    'a mention of another time',
    "update mention set ts = 5 where conversation = '$group'",
    /the mention of bob is of 5 instead of/,
  ],
  [
    'a mention of nothing',
    "insert into mention (user, conversation, seq) values ('cid', '$group', 2000)",
    /at 2000, where there is no message/,
  ],
  [
    'a silent mention that was lost',
    "delete from mention where conversation = '$named'",
    /it names bob, and there is no mention/,
  ],
  ['somebody who blocks themself', "insert into block values ('ann', 'ann', 1)", /user ann: blocks themself/],
  [
    'a block that its conversation does not know of',
    "insert into block values ('ann', 'bob', 1)",
    /who blocks whom: 0 instead of 5/,
  ],
  [
    'a block that only a conversation knows of',
    "delete from block where user = 'cid'",
    /who blocks whom: 6 instead of 4/,
  ],
  [
    'a block in a group',
    "update conversation set blocked = 4 where id = '$group'",
    /somebody blocks somebody in it, and it is of no two/,
  ],
  [
    'what an erased person blocks, and what they said in a report',
    "update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'bob'",
    /user bob: blocks cid, and one of them was erased/,
  ],
  [
    'how far an erased person has read',
    "update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'bob'",
    /member bob: what they read or set is still there, and they were erased/,
  ],
  [
    'words of an erased person in a report',
    "update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'cid'",
    /report r_.+: it holds words of somebody who was erased/,
  ],
  [
    'a reaction to nothing',
    "update reaction set message = 'x' where message = '$first'",
    /a reaction of bob to x, which is not there/,
  ],
  [
    'a pin on a deleted message',
    "update message set pinned_by = 'ann' where id = '$deleted'",
    /it is deleted, and still pinned by ann/,
  ],
  [
    'a notification above the newest',
    "update notified set seq = 1 where user = 'bob'",
    /user bob: notification order-2 at 2 is outside 1…1/,
  ],
  [
    'notifications that nothing is known of',
    "delete from notified where user = 'bob'",
    /user bob: notification order-\d at \d, of which nothing is known/,
  ],
  [
    'a register of notifications above the newest',
    "update notified set read_up_to = 9 where user = 'bob'",
    /user bob: notifications are read up to 9, outside 0…2/,
  ],
  [
    'a rev of notifications that there were more of',
    "update notified set rev = 1 where user = 'bob'",
    /user bob: the rev of notifications is 1 for 2 of them/,
  ],
  [
    'a notification that was taken out, with its words',
    "update notification set title = 'Shipped' where id = 'order-1'",
    /user bob: notification order-1 was taken out, and still says something/,
  ],
  [
    'who is to be told of notifications that never were',
    "insert into push_due (conversation, person, from_seq, due_at, since) values ('notifications', 'eve', 1, 1, 1)",
    /user eve: is to be told of notifications, and there never were any/,
  ],
  [
    'a notification about half a message',
    "update notification set about_message = 'x' where id = 'order-2'",
    /user bob: notification order-2 is about a message of no conversation, or about none of one/,
  ],
  [
    'a vote for what is no option',
    "update reaction set key = 'vote:z' where message = '$poll' and key = 'vote:a'",
    /a vote of cid for vote:z of .+, which is none of its options/,
  ],
  [
    'two votes where there is one',
    `update message set content = replace(content, ',"multiple":true', '') where id = '$poll'`,
    /2 votes of cid on .+, which takes one/,
  ],
  [
    'a reminder of somebody who was never there',
    "update reminder set user = 'eve' where user = 'bob'",
    /a reminder of eve, who was never there/,
  ],
  [
    'what is for later and was sent',
    "update later set id = '$answer' where user = 'bob'",
    /a message of bob for later: .+ is sent already/,
  ],
  [
    'what is for later of nobody',
    "update later set user = 'eve' where user = 'bob'",
    /a message of eve for later, who was never there/,
  ],
  [
    'a count of what is for later',
    `update member set later = '{"waiting":7,"failed":0}' where conversation = '$group' and user = 'bob'`,
    /member bob: \{"waiting":7,"failed":0\} for later instead of \{"waiting":1,"failed":0\}/,
  ],
  [
    'what nothing said before',
    "insert into version (conversation, seq, rev, sender, at, content) values ('$group', 99, 99, 'bob', 1, '{}')",
    /an earlier version of the message at 99, which is not there/,
  ],
  [
    'what a deleted message said before',
    `insert into version (conversation, seq, rev, sender, at, content)
       select conversation, seq, seq, sender, 1, '{}' from message where id = '$deleted'`,
    /it is deleted, and what it said at \d+ is still there/,
  ],
  [
    'what somebody else said before',
    "update version set sender = 'ann' where conversation = '$direct'",
    /a version of ann at \d+ is none from before an edit/,
  ],
  ['more versions than edits', "update message set edits = 1 where id = '$edited'", /2 earlier versions, of 1 edits/],
  [
    'a pin with the value of something else',
    "update message set pin_rev = 3, touched = 3 where id = '$answer'",
    /the value 3 is that of .*a pin of message/,
  ],
  [
    'a reaction to a deleted message',
    "update reaction set message = '$deleted' where message = '$first'",
    /it is deleted, and still has a reaction of bob/,
  ],
  ['a message that does not know of its reactions', 'update message set has_reactions = 0', /and does not know/],
  ['when it was touched', "update message set touched = rev where id = '$first'", /touched at 3 instead of \d+/],
  [
    'an answer to nothing',
    "update message set reply_to = 'x' where id = '$answer'",
    /it answers x, which is not there/,
  ],
  [
    'an answer to another conversation',
    "update message set reply_to = '$edited' where id = '$answer'",
    /it answers \S+, which is not there/,
  ],
  [
    'content of a deleted message',
    `update message set content = '{"kind":"text","text":"secret"}' where id = '$deleted'`,
    /it is deleted, and still has text/,
  ],
  ['content that is none', "update message set content = '{' where id = '$answer'", /its content is not JSON/],
  [
    'a cancelled message that came',
    "update reservation set id = '$answer', user = 'bob'",
    /its sender bob cancelled it before it came/,
  ],
  [
    'a name that lists nobody',
    "update user set name_key = 'x' where user = 'ann'",
    /user ann: is not listed by the name/,
  ],
  [
    'a name that finds nobody',
    "update search_name set word = 'x' || word where user = 'ann'",
    /user ann: the index that people are found by has other words/,
  ],
  [
    'a name of nobody in the index',
    "insert into search_name (word, key, user) values ('x', 'x', 'zoe')",
    /user zoe: the index that people are found by has 1 words of nobody/,
  ],
  [
    'the name of somebody who was erased in the index',
    "update user set kind = 'erased', name = 'x', name_key = 'x', found_as = 'x' where user = 'ann'",
    /user ann: is found by a name, and was erased/,
  ],
];

/** Of what only SQLite keeps, or lets happen. */
export const sqlitePlants: readonly Plant[] = [
  [
    'two messages at one position',
    `create table copy as select * from message; drop table message; alter table copy rename to message;
     update message set seq = 3, rev = 3, touched = 3 where id = '$answer'`,
    /another message has this position/,
  ],
  [
    'words of an erased person that a reported message quotes',
    `update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'ann';
     update report set evidence = json_set(evidence, '$.message.replyTo', json('{"sender": "ann", "text": "hello"}'))`,
    /report r_.+: it quotes somebody who was erased/,
  ],
  [
    'commands of an erased bot',
    `update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'ann';
     insert into bot_command (user, commands) values ('ann', '[]')`,
    /user ann: has commands, and was erased/,
  ],
  [
    'a report that is taken by nobody',
    `update report set state = 'taken'`,
    /report r_.+: it is taken, and its assignee or outcome says otherwise/,
  ],
  [
    'a browser of an erased person',
    `update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'bob'`,
    /user bob: is pushed to, and was erased/,
  ],
  [
    'a notice for nobody’s browser',
    'delete from push_subscription',
    /user bob: notice \d+ waits for a subscription that is not there/,
  ],
  [
    'a notice for somebody else’s browser',
    `update push_job set user = 'ann'`,
    /user ann: notice \d+ waits for a subscription of somebody else/,
  ],
  [
    'the digest of somebody who was erased',
    `update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'bob';
     insert into push_due values ('digest', 'bob', 0, 1, 1)`,
    /user bob: is to have a digest, and was erased/,
  ],
  [
    'a notice of no conversation',
    `update push_due set conversation = 'c_x' where conversation = '$group'`,
    /c_x: somebody is to be told of it, and it is not there/,
  ],
  ['a reaction that is half on', 'update reaction set is_on = 2', /neither on nor off/],
  [
    'an inbox filed wrongly',
    "update member set activity = 1 where user = 'ann' and conversation = '$group'",
    /filed under 1/,
  ],
  [
    'an ended membership filed elsewhere',
    "update member set activity = 1 where user = 'dan'",
    /dan: filed under 1 instead of \d+, when the membership ended/,
  ],
  ['a stamp of a conversation', "update conversation set x = 9999 where id = '$group'", /its stamp 9999 is outside/],
  ['a stamp of a member', "update member set x = 9999 where user = 'cid'", /cid: the stamp 9999 is outside/],
  ['an inbox filed ahead', 'update inbox_filed set x = 9999', /that of ann is filed up to 9999/],
  [
    'a member of nothing',
    "update member set conversation = 'c_x' where user = 'dan'",
    /a row of member belongs to no conv/,
  ],
];
