/**
 * The values 1…seq of one conversation: each belongs to one change (PWP-SEQ-001). Rows keep only the last change of a thing,
 * so a value may be held by nothing any more; but never by two things, and where nothing could have let go of it, by one.
 */
import type {Look} from './look.js';
import type {ConversationRow} from './rows.js';

export type CheckRevs = (conversation: ConversationRow) => void;

export function revsChecker({client, report}: Look): CheckRevs {
  // all who were there from the beginning share its value
  const values = `
    select seq as value, 'message ' || id as holder from message where conversation = @id
    union all select rev, 'a change of message ' || id from message where conversation = @id and rev <> seq
    union all select pin_rev, 'a pin of message ' || id from message where conversation = @id and pin_rev is not null
    union all select rev, 'a reaction to ' || message from reaction where conversation = @id
    union all select rev, 'member ' || user from member where conversation = @id and rev > 1`;
  const twice = client.prepare<{id: string}, {value: number; holders: string}>(`
    select value, group_concat(holder, ' and ') as holders from (${values}) group by value having count(*) > 1`);
  const taken = client
    .prepare<{id: string; value: number}, string>(
      `select holder from (${values}) where value = @value and holder not like 'member %' limit 1`,
    )
    .pluck();
  const highest = client.prepare<{id: string}, number | null>(`select max(value) from (${values})`).pluck();
  const held = client
    .prepare<{id: string}, number>(
      `select count(distinct value) from (${values}) where value between 2 and 9007199254740991`,
    )
    .pluck();
  const letGo = client
    .prepare<{id: string}, number>(
      'select coalesce(sum(edits - (edits > 0 and deleted is null)), 0) from message where conversation = @id',
    )
    .pluck();
  const letsGo = client.prepare<{id: string}, number>(
    'select 1 from message where conversation = @id and (has_reactions = 1 or deleted is not null or pin_rev is not null) limit 1',
  );

  return ({id, type, seq, member_rev: memberRev, meta_rev: metaRev}) => {
    for (const {value, holders} of twice.iterate({id})) report(id, `the value ${value} is that of ${holders}`);
    const top = highest.get({id}) ?? 0;
    if (top > seq) report(id, `the value ${top} is above the head ${seq}`);
    for (const [name, value] of Object.entries({member_rev: memberRev, meta_rev: metaRev})) {
      if (value < 1 || value > seq) report(id, `${name} ${value} is outside 1…${seq}`);
      else if (value > 1) {
        const holder = taken.get({id, value});
        if (holder !== undefined) report(id, `${name} ${value} is the value of ${holder}`);
      }
    }
    // only edits, pins, reactions (which go with a deleted message) and a host that closes and opens let go of values between two people
    if (type !== 'direct' || metaRev > 1 || letsGo.get({id})) return;
    const holes = seq - 1 - (held.get({id}) ?? 0);
    const known = letGo.get({id}) ?? 0;
    if (holes !== known)
      report(id, `of the values 1…${seq} ${holes} are held by nothing, and edits let go of ${known}`);
  };
}
