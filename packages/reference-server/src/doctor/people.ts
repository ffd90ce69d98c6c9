/** Profiles: what they are found by. */
import {instead, type Look} from './look.js';
import {checkName, type Named, namesInSqlite, reportStray, wordsOfNobody} from './names.js';

type Row = {user: string; name: string; name_key: string; user_key: string};

export function checkPeople({client, report}: Look): void {
  for (const {user, name, name_key: nameKey, user_key: userKey} of client
    .prepare<[], Row>('select user, name, name_key, user_key from user')
    .iterate()) {
    if (nameKey !== name.toLowerCase()) report(`user ${user}`, 'is not listed by the name');
    if (userKey !== user.toLowerCase()) report(`user ${user}`, 'is not found by the id');
  }
  for (const person of client.prepare<[], Named>(namesInSqlite).iterate()) checkName(person, report);
  for (const stray of client.prepare<[], {user: string; words: number}>(wordsOfNobody).iterate())
    reportStray(stray, report);
}

const blockQueries = [
  `select b.user, 'blocks themself' as sentence from block as b where b.user = b.other`,
  `select b.user, 'blocks ' || b.other || ', and one of them was erased' as sentence from block as b
    where exists (select 1 from user as u where u.kind = 'erased' and u.user in (b.user, b.other))`,
];

/** What stands on a direct conversation of it (domain/block-marks.ts): that somebody once did may stay. */
const marked = `
  with m as (
    select id, blocked,
      exists (select 1 from block where user = pair ->> 0 and other = pair ->> 1)
        + 2 * exists (select 1 from block where user = pair ->> 1 and other = pair ->> 0) as now
    from conversation where pair is not null)
  select id, blocked, case when now > 0 then now + 4 else blocked & 4 end as marks from m
  where blocked <> case when now > 0 then now + 4 else blocked & 4 end`;

/** Of an erasure that was cut off, or one by a server that kept them: done again it takes them away. */
const erasedRegisters = `
  select m.conversation, m.user from member as m join user as u on u.user = m.user and u.kind = 'erased'
  where m.read or m.read_private or m.delivered or m.cleared or m.marked_unread or m.muted_until or m.pinned or m.archived`;

const erasedCommands = `select c.user from bot_command as c join user as u on u.user = c.user and u.kind = 'erased'`;

/** Who blocks whom; what of it stands on their direct conversations, and whether something of an erased one is left in a report. */
export function checkBlocks({client, report}: Look): void {
  for (const user of client.prepare<[], string>(erasedCommands).pluck().iterate())
    report(`user ${user}`, 'has commands, and was erased');
  for (const {conversation, user} of client
    .prepare<[], {conversation: string; user: string}>(erasedRegisters)
    .iterate())
    report(conversation, `member ${user}: what they read or set is still there, and they were erased`);
  for (const sql of blockQueries)
    for (const {user, sentence} of client.prepare<[], {user: string; sentence: string}>(sql).iterate())
      report(`user ${user}`, sentence);
  for (const {id, blocked, marks} of client.prepare<[], {id: string; blocked: number; marks: number}>(marked).iterate())
    report(id, `who blocks whom: ${instead(blocked, marks)}`);
  for (const id of client
    .prepare<[], string>('select id from conversation where pair is null and blocked <> 0')
    .pluck()
    .iterate())
    report(id, 'somebody blocks somebody in it, and it is of no two');
  for (const id of client
    .prepare<[], string>(
      `select r.id from report as r join user as u on u.kind = 'erased'
        and ((u.user = r.subject and r.evidence is not null) or (u.user = r.reporter and r.text is not null))`,
    )
    .pluck()
    .iterate())
    report(`report ${id}`, 'it holds words of somebody who was erased');
  for (const id of client
    .prepare<[], string>(
      `select r.id from report as r join user as u on u.user = r.evidence ->> '$.message.replyTo.sender' and u.kind = 'erased'
        where r.evidence ->> '$.message.replyTo.text' <> ''`,
    )
    .pluck()
    .iterate())
    report(`report ${id}`, 'it quotes somebody who was erased');
  for (const {id, state} of client
    .prepare<[], {id: string; state: string}>(
      `select id, state from report where (state = 'open') <> (assignee is null) or (state = 'resolved') <> (outcome is not null)`,
    )
    .iterate())
    report(`report ${id}`, `it is ${state}, and its assignee or outcome says otherwise`);
}
