/** Rows that point at others: quotes, reactions, reservations; and what is kept beside messages of them. */
import type {Look} from './look.js';

type Found = {conversation: string; sentence: string};

const queries = [
  // a quote is of the same conversation
  `select m.conversation, 'message ' || m.id || ': it answers ' || m.reply_to || ', which is not there' as sentence
    from message as m left join message as q on q.conversation = m.conversation and q.id = m.reply_to
    where m.reply_to is not null and q.id is null`,
  `select r.conversation, 'a reaction of ' || r.user || ' to ' || r.message || ', which is not there' as sentence
    from reaction as r left join message as m on m.conversation = r.conversation and m.id = r.message
    where m.id is null`,
  `select r.conversation, 'message ' || r.message || ': it is deleted, and still has a reaction of ' || r.user as sentence
    from reaction as r join message as m on m.conversation = r.conversation and m.id = r.message
    where m.deleted is not null`,
  `select r.conversation, 'a reaction of ' || r.user || ' to ' || r.message || ' that is neither on nor off' as sentence
    from reaction as r where r.is_on not in (0, 1)`,
  `select m.conversation, 'message ' || m.id || ': it has reactions, and does not know' as sentence
    from message as m where m.has_reactions = 0 and exists (
      select 1 from reaction as r where r.conversation = m.conversation and r.message = m.id)`,
  `select m.conversation, 'message ' || m.id || ': touched at ' || m.touched || ' instead of ' || last as sentence
    from (select m.conversation, m.id, m.touched, max(m.rev, coalesce(m.pin_rev, 0), coalesce((select max(rev) from reaction as r
      where r.conversation = m.conversation and r.message = m.id), 0)) as last from message as m) as m
    where m.touched <> last`,
  `select m.conversation, 'message ' || m.id || ': it is deleted, and still pinned by ' || m.pinned_by as sentence
    from message as m where m.deleted is not null and m.pinned_by is not null`,
  `select v.conversation, 'an earlier version of the message at ' || v.seq || ', which is not there' as sentence
    from version as v left join message as m on m.conversation = v.conversation and m.seq = v.seq
    where m.id is null`,
  `select m.conversation, 'message ' || m.id || ': it is deleted, and what it said at ' || v.rev || ' is still there' as sentence
    from version as v join message as m on m.conversation = v.conversation and m.seq = v.seq
    where m.deleted is not null`,
  `select m.conversation, 'message ' || m.id || ': a version of ' || v.sender || ' at ' || v.rev || ' is none from before an edit' as sentence
    from version as v join message as m on m.conversation = v.conversation and m.seq = v.seq
    where v.rev >= m.rev or v.rev < m.seq or v.sender <> m.sender`,
  `select m.conversation, 'message ' || m.id || ': ' || count(*) || ' earlier versions, of ' || m.edits || ' edits' as sentence
    from version as v join message as m on m.conversation = v.conversation and m.seq = v.seq
    group by m.conversation, m.seq having count(*) > m.edits`,
  `select u.conversation, 'file ' || u.id || ': it is of message ' || u.message || ', which does not have it' as sentence
    from upload as u left join message as m on m.conversation = u.conversation and m.id = u.message
    where u.message is not null and m.content ->> '$.preview.image.id' is not u.id and not exists (
      select 1 from json_each(m.content, '$.attachments') as a where a.value ->> 'id' = u.id)`,
  `select l.conversation, 'a message of ' || l.user || ' for later: ' || l.id || ' is sent already' as sentence
    from later as l join message as m on m.conversation = l.conversation and m.id = l.id and m.sender = l.user`,
  `select l.conversation, 'a message of ' || l.user || ' for later, who was never there' as sentence
    from later as l left join member as m on m.conversation = l.conversation and m.user = l.user where m.user is null`,
  `select m.conversation, 'member ' || m.user || ': ' || coalesce(m.later, 'nothing') || ' for later instead of ' || l.there as sentence
    from member as m left join (
      select conversation, user, json_object('waiting', sum(failure is null), 'failed', sum(failure is not null)) as there
      from later group by conversation, user) as l on l.conversation = m.conversation and l.user = m.user
    where (l.there is not null and m.later is not l.there)
      or (l.there is null and m.later is not null and m.later <> '{"waiting":0,"failed":0}')`,
  // of a message that is no poll such a key is a word like any other, from before there were polls
  `select r.conversation, 'a vote of ' || r.user || ' for ' || r.key || ' of ' || r.message || ', which is none of its options' as sentence
    from reaction as r join message as m on m.conversation = r.conversation and m.id = r.message
    where r.is_on = 1 and r.key like 'vote:%' and m.content ->> '$.poll' is not null and not exists (
      select 1 from json_each(m.content, '$.poll.options') as o where 'vote:' || (o.value ->> 'id') = r.key)`,
  `select r.conversation, count(*) || ' votes of ' || r.user || ' on ' || r.message || ', which takes one' as sentence
    from reaction as r join message as m on m.conversation = r.conversation and m.id = r.message
    where r.is_on = 1 and r.key like 'vote:%' and m.content ->> '$.poll' is not null and m.content ->> '$.poll.multiple' is null
    group by r.conversation, r.message, r.user having count(*) > 1`,
  `select r.conversation, 'a reminder of ' || r.user || ', who was never there' as sentence
    from reminder as r left join member as m on m.conversation = r.conversation and m.user = r.user where m.user is null`,
  // a cancelled send never came
  `select v.conversation, 'message ' || v.id || ': its sender ' || v.user || ' cancelled it before it came' as sentence
    from reservation as v join message as m on m.conversation = v.conversation and m.id = v.id and m.sender = v.user`,
];

export function checkRelations({client, report}: Look): void {
  for (const sql of queries)
    for (const {conversation, sentence} of client.prepare<[], Found>(sql).iterate()) report(conversation, sentence);
}
