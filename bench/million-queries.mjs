// What somebody would write by hand for these two looks, and nothing of what a rule would add.
export const pageQuery = `
  select id, seq, rev, sender, ts, content from message where conversation = ? order by seq desc limit 50`;

/** `sql` takes the place of the placeholder and the flag's type. */
export const inboxQuery = (user, off) => `
  select c.id, c.type, c.title, c.pair, c.seq, c.last_activity, m.role, m.read, m.delivered, m.pinned, m.muted_until,
    c.k - m.read_k - (m.own_k - m.own_read_k) as unread, p.id as message, p.sender, p.ts, p.content
  from member as m join conversation as c on c.id = m.conversation
    left join message as p on p.conversation = c.id and p.seq = c.last_seq
  where m."user" = ${user} and m.archived = ${off}
  order by m.pinned desc, c.last_activity desc, c.id desc limit 50`;

/** The same of somebody with thousands of them: the newest messages only of those that are shown. */
export const longInboxQuery = (user, off, limit) => `
  select t.*, p.id as message, p.sender, p.ts, p.content from (
    select c.id, c.type, c.title, c.pair, c.seq, c.last_seq, c.last_activity, m.role, m.read, m.delivered, m.pinned, m.muted_until,
      c.k - m.read_k - (m.own_k - m.own_read_k) as unread
    from member as m join conversation as c on c.id = m.conversation
    where m."user" = ${user} and m.archived = ${off}
    order by m.pinned desc, c.last_activity desc, c.id desc limit ${limit}
  ) as t left join message as p on p.conversation = t.id and p.seq = t.last_seq
  order by t.pinned desc, t.last_activity desc, t.id desc`;
