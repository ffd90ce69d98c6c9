/**
 * What brings a database from nothing to now, in order. Only ever append: databases out there remember which of these they
 * have had. Each runs in a transaction of its own together with its record.
 */
import type {Migration} from '../migration.js';

export const migrations: readonly Migration[] = [
  {
    name: 'first',
    sql: `
      create table meta (key text primary key, value text not null) without rowid;

      create table conversation (
        id text primary key,
        type text not null,
        status text not null,
        title text,
        avatar text,
        description text,
        context text,
        data text,
        pair text unique,
        created_at integer not null,
        created_by text not null,
        seq integer not null,
        member_rev integer not null,
        meta_rev integer not null,
        members integer not null,
        k integer not null,
        last_seq integer not null,
        last_activity integer not null,
        last_ts integer not null,
        x integer not null
      ) without rowid;
      create index conversation_x on conversation (x);

      create table member (
        conversation text not null references conversation (id),
        user text not null,
        state text not null,
        role text not null,
        rev integer not null,
        joined_seq integer not null,
        joined_as integer not null,
        visible_from integer not null,
        left_at integer,
        farewell text,
        read integer not null,
        read_private integer not null,
        delivered integer not null,
        cleared integer not null,
        own_rev integer not null,
        marked_unread integer not null,
        muted_until integer not null,
        pinned integer not null,
        archived integer not null,
        read_k integer not null,
        own_read_k integer not null,
        own_k integer not null,
        activity integer not null,
        x integer not null,
        primary key (conversation, user)
      ) without rowid;
      create index member_inbox on member (user, archived, pinned, activity, conversation);
      create index member_x on member (user, x);
      create index member_rev on member (conversation, rev);
      create index member_joined on member (conversation, joined_seq, joined_as) where state = 'joined';

      create table message (
        conversation text not null references conversation (id),
        seq integer not null,
        id text not null,
        rev integer not null,
        touched integer not null,
        sender text not null,
        ts integer not null,
        client_ts integer,
        content text not null,
        countable integer not null,
        k integer not null,
        own integer not null,
        reply_to text,
        thread text,
        has_reactions integer not null,
        edited_at integer,
        edits integer not null,
        deleted text,
        op_id text,
        fingerprint text not null,
        primary key (conversation, seq)
      );
      create unique index message_id on message (conversation, id);
      create index message_touched on message (conversation, touched) where touched > seq;
      create index message_deleted on message (conversation, seq, sender) where deleted is not null and countable = 1;

      create table mention (
        user text not null,
        conversation text not null references conversation (id),
        seq integer not null,
        primary key (user, conversation, seq)
      ) without rowid;
      create index mention_message on mention (conversation, seq);

      create table reaction (
        conversation text not null references conversation (id),
        message text not null,
        key text not null,
        user text not null,
        is_on integer not null,
        rev integer not null,
        primary key (conversation, message, key, user)
      ) without rowid;
      create index reaction_newest on reaction (conversation, message, is_on, rev);

      create table reservation (
        conversation text not null references conversation (id),
        id text not null,
        user text not null,
        at integer not null,
        primary key (conversation, id, user)
      ) without rowid;

      create table operation (
        user text not null,
        op_id text not null,
        fingerprint text not null,
        conversation text,
        code text,
        detail text,
        at integer not null,
        primary key (user, op_id)
      ) without rowid;
      create index operation_at on operation (at);

      create table session (
        user text not null,
        device text not null,
        created_at integer not null,
        revoked_at integer,
        primary key (user, device)
      ) without rowid;

      create table user (
        user text primary key,
        name text not null,
        avatar text,
        locale text,
        status text,
        data text,
        rev integer not null,
        guest integer not null,
        claims text not null,
        chosen text not null,
        last_seen integer not null,
        name_key text not null,
        user_key text not null
      ) without rowid;
      create index user_name on user (name_key);
      create index user_id on user (user_key);

      create table inbox_filed (user text primary key, x integer not null) without rowid;
    `,
  },
  {
    name: 'nothing of a deleted message but its tombstone',
    sql: `
      delete from reaction where exists (
        select 1 from message as m
        where m.conversation = reaction.conversation and m.id = reaction.message and m.deleted is not null);
      update message set has_reactions = 0 where deleted is not null and has_reactions = 1;
    `,
  },
  {
    name: 'when the sessions of a person were ended',
    sql: `
      drop table session;
      create table ended (user text primary key, until integer not null) without rowid;
    `,
  },
  {
    name: 'conversations that leave nothing behind',
    sql: 'alter table conversation add column purge integer not null default 0;',
  },
  {
    name: 'since when a person is here',
    sql: 'alter table user add column since integer not null default 0;',
  },
  {
    name: 'hosts, and people who were erased',
    sql: "alter table user add column kind text not null default 'person';",
  },
  {
    // a page of a conversation is then a stretch of the table instead of a look-up for each of its messages
    name: 'messages lie in the order of their positions',
    sql: `
      create table message_in_order (
        conversation text not null references conversation (id),
        seq integer not null,
        id text not null,
        rev integer not null,
        touched integer not null,
        sender text not null,
        ts integer not null,
        client_ts integer,
        content text not null,
        countable integer not null,
        k integer not null,
        own integer not null,
        reply_to text,
        thread text,
        has_reactions integer not null,
        edited_at integer,
        edits integer not null,
        deleted text,
        op_id text,
        fingerprint text not null,
        primary key (conversation, seq)
      ) without rowid;
      insert into message_in_order select * from message order by conversation, seq;
      drop table message;
      alter table message_in_order rename to message;
      create unique index message_id on message (conversation, id);
      create index message_touched on message (conversation, touched) where touched > seq;
      create index message_deleted on message (conversation, seq, sender) where deleted is not null and countable = 1;
    `,
  },
  {
    // what is there already comes into the index behind the start (search-filler.ts)
    name: 'messages are found by their words',
    sql: `
      create table search_place (
        place integer primary key,
        conversation text not null unique references conversation (id),
        pending integer not null default 0
      );
      create index search_pending on search_place (pending) where pending > 0;
      create table search_entry (id integer primary key, place integer not null, seq integer not null);
      create virtual table search using fts5 (words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_'");
      insert into search (search, rank) values ('secure-delete', 1);
      insert into search_place (conversation, pending) select id, seq from conversation;
      create index member_user on member (user, conversation);
    `,
  },
  {
    name: 'files in messages',
    sql: `
      create table upload (
        id text primary key,
        user text not null,
        conversation text not null references conversation (id),
        name text not null,
        size integer not null,
        state text not null,
        file text,
        bytes integer not null,
        message text,
        created_at integer not null
      ) without rowid;
      create index upload_user on upload (user, created_at);
      create index upload_message on upload (conversation, message);
      create index upload_unused on upload (created_at) where message is null;
    `,
  },
  {
    name: 'blocks and reports',
    sql: `
      alter table conversation add column blocked integer not null default 0;
      alter table mention add column silent integer not null default 0;
      create table block (
        user text not null,
        other text not null,
        at integer not null,
        primary key (user, other)
      ) without rowid;
      create index block_other on block (other, user);
      create index block_newest on block (user, at, other);

      create table report (
        id text primary key,
        reporter text not null,
        subject text not null,
        conversation text,
        message text,
        reason text not null,
        text text,
        evidence text,
        state text not null,
        note text,
        closed_at integer,
        closed_by text,
        created_at integer not null
      ) without rowid;
      create index report_newest on report (created_at, id);
      create index report_state on report (state, created_at, id);
      create index report_open on report (reporter, subject) where state = 'open';
      create index report_reporter on report (reporter);
      create index report_subject on report (subject);
    `,
  },
  {
    name: 'webhooks',
    sql: `
      create table webhook (
        id text primary key,
        url text not null,
        secret text not null,
        former_secret text,
        former_until integer not null,
        types text not null,
        created_at integer not null,
        delivered_at integer not null,
        failure text
      ) without rowid;
      create table webhook_event (
        n integer primary key autoincrement,
        webhook text not null,
        id text not null,
        lane text not null,
        type text not null,
        conversation text,
        message text,
        quoted text,
        body text not null,
        at integer not null,
        attempts integer not null,
        due_at integer not null,
        tried_since integer not null,
        dead integer not null,
        failure text,
        x integer not null
      );
      create index webhook_event_new on webhook_event (webhook, dead, x, n);
      create index webhook_event_old on webhook_event (webhook, dead, n);
      create index webhook_event_message on webhook_event (lane, message);
      create index webhook_event_quoted on webhook_event (lane, quoted) where quoted is not null;
    `,
  },
  {
    name: 'what the host did and read',
    sql: `
      create table audit (
        seq integer primary key,
        at integer not null,
        actor text not null,
        operation text not null,
        targets text not null,
        result text not null,
        prev_hash text not null,
        hash text not null
      );
      create index audit_actor on audit (actor, seq);
      create index audit_operation on audit (operation, seq);
      create index audit_at on audit (at, seq);
      create trigger audit_unchanged before update on audit begin select raise(abort, 'the audit is only added to'); end;
      create trigger audit_kept before delete on audit begin select raise(abort, 'the audit is only added to'); end;
    `,
  },
  {
    name: 'all conversations, the newest made first',
    sql: 'create index conversation_made on conversation (created_at, id);',
  },
  {
    name: 'how many messages and people a day has',
    sql: `
      create table tally (
        name text not null,
        day integer not null,
        shard integer not null,
        n integer not null,
        primary key (name, day, shard)
      ) without rowid;
      create table active (day integer not null, user text not null, primary key (day, user)) without rowid;
      insert into tally (name, day, shard, n)
        select 'messages', ts / 86400000, 0, count(*) from message where countable = 1 group by ts / 86400000
        union all select 'users', 0, 0, count(*) from user having count(*) > 0
        union all select 'conversations', 0, 0, count(*) from conversation having count(*) > 0;
    `,
  },
  {
    name: 'pinned messages',
    sql: `
      alter table message add column pin_rev integer;
      alter table message add column pinned_by text;
      alter table message add column pinned_at integer;
      create index message_pinned on message (conversation, pin_rev) where pinned_by is not null;
    `,
  },
  {
    name: 'slow mode',
    sql: `
      alter table conversation add column slow_seconds integer;
      alter table member add column last_sent integer;
    `,
  },
  {
    name: 'what messages said before they were edited',
    sql: `
      create table version (
        conversation text not null,
        seq integer not null,
        rev integer not null,
        sender text not null,
        at integer not null,
        content text not null,
        primary key (conversation, seq, rev)
      ) without rowid;
    `,
  },
  {
    name: 'notices to who is not here',
    sql: `
      alter table user add column quiet text;
      create table push_subscription (
        id text primary key,
        user text not null,
        device text not null,
        endpoint text not null,
        p256dh text not null,
        auth text not null,
        created_at integer not null,
        renewed_at integer not null
      );
      create index push_subscription_user on push_subscription (user);
      create table push_due (
        conversation text not null,
        person text not null,
        from_seq integer not null,
        due_at integer not null,
        since integer not null,
        primary key (conversation, person)
      );
      create index push_due_at on push_due (due_at);
      create table push_job (
        n integer primary key autoincrement,
        subscription text not null,
        user text not null,
        tag text not null,
        at integer not null,
        attempts integer not null,
        due_at integer not null,
        x integer not null
      );
      create index push_job_new on push_job (x, n);
      create index push_job_subscription on push_job (subscription, tag);
    `,
  },
  {
    name: 'messages that are sent later',
    sql: `
      create table later (
        user text not null,
        id text not null,
        conversation text not null,
        at integer not null,
        due_at integer not null,
        content text not null,
        reply_to text,
        created_at integer not null,
        failure text,
        primary key (user, id)
      ) without rowid;
      create index later_due on later (due_at) where failure is null;
      alter table member add column later text;
    `,
  },
  {
    name: 'notifications',
    sql: `
      create table notification (
        user text not null,
        seq integer not null,
        id text not null,
        at integer not null,
        kind text not null,
        title text not null,
        body text,
        link text,
        actor text,
        removed integer not null,
        primary key (user, seq)
      ) without rowid;
      create unique index notification_id on notification (user, id);
      create index notification_at on notification (at);
      create table notified (
        user text not null primary key,
        seq integer not null,
        read_up_to integer not null,
        rev integer not null,
        x integer not null
      ) without rowid;
      create index notified_x on notified (x);
    `,
  },
  {
    name: 'previews of links',
    sql: `
      create table link (
        conversation text not null,
        id text not null,
        due_at integer not null,
        attempts integer not null,
        primary key (conversation, id)
      ) without rowid;
      create index link_due on link (due_at);
    `,
  },
  {
    name: 'reports in hand',
    sql: `
      alter table report rename column closed_at to since;
      alter table report rename column closed_by to assignee;
      alter table report add column outcome text;
      update report set outcome = case state when 'dismissed' then 'dismissed' else 'other' end, state = 'resolved'
        where state <> 'open';
      drop index report_open;
      create index report_open on report (reporter, subject) where state <> 'resolved';
      drop index report_subject;
      create index report_subject on report (subject, created_at, id);
      create index report_target on report (subject, coalesce(conversation, ''), coalesce(message, ''), created_at, id);
      create index report_assignee on report (assignee, created_at, id) where assignee is not null;
      create index report_conversation on report (conversation, created_at, id) where conversation is not null;
    `,
  },
  {
    name: 'reminders',
    sql: `
      create table reminder (
        user text not null,
        conversation text not null,
        message text not null,
        at integer not null,
        created_at integer not null,
        primary key (user, conversation, message)
      ) without rowid;
      create index reminder_at on reminder (at);
      alter table notification add column about_conversation text;
      alter table notification add column about_message text;
    `,
  },
  {
    // a new message comes in behind its commit (search-follower.ts)
    name: 'the index follows the messages',
    sql: `
      alter table search_place add column reached integer not null default 0;
      update search_place set reached = (select seq from conversation as c where c.id = conversation);
    `,
  },
  {
    name: 'commands of bots',
    sql: `
      create table bot_command (
        user text not null primary key,
        commands text not null
      ) without rowid;
    `,
  },
  {
    // two of a size are merged where it is asked for (search-merger.ts)
    name: 'the pieces of the index',
    sql: "insert into search (search, rank) values ('usermerge', 2);",
  },
  {
    name: 'what was before, for whoever comes in',
    sql: 'alter table conversation add column history text;',
  },
  {
    name: 'who is kept out',
    sql: `
      create table ban (
        conversation text not null,
        user text not null,
        primary key (conversation, user)
      ) without rowid;
      create index member_banned on member (conversation, user) where state = 'banned';
    `,
  },
  {
    // for the list of them, which goes by time through all conversations
    name: 'when somebody was mentioned',
    sql: `
      alter table mention add column ts integer not null default 0;
      update mention set ts = coalesce(
        (select ts from message as m where m.conversation = mention.conversation and m.seq = mention.seq), 0);
      create index mention_time on mention (user, ts, conversation, seq) where silent = 0;
    `,
  },
  {
    // who is there already comes into the index at the start (name-index.ts)
    name: 'people are found by every word of their name',
    sql: `
      create table search_name (
        word text not null,
        key text not null,
        user text not null,
        primary key (word, key, user)
      ) without rowid;
      create index search_name_user on search_name (user, word);
      alter table user add column found_as text;
      create index user_unfound on user (user) where found_as is not name;
    `,
  },
];
