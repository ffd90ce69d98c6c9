/**
 * What brings a database from nothing to now, in order. Only ever append: databases out there remember which of these they
 * have had. Each runs in a transaction of its own together with its record; nodes of the version before may still be at work,
 * so a step adds, and what it replaces goes a version later.
 *
 * Texts that are compared or sorted are so by their bytes (`collate "C"`), whatever the language of the database.
 */
import type {Migration} from '../migration.js';

export const migrations: readonly Migration[] = [
  {
    name: 'first',
    sql: `
      create table meta (key text primary key, value text not null);

      create table conversation (
        id text collate "C" primary key,
        type text not null,
        status text not null,
        title text,
        avatar text,
        description text,
        context text,
        data text,
        purge boolean not null,
        pair text collate "C" unique,
        created_at bigint not null,
        created_by text not null,
        seq bigint not null,
        member_rev bigint not null,
        meta_rev bigint not null,
        members bigint not null,
        k bigint not null,
        last_seq bigint not null,
        last_activity bigint not null,
        last_ts bigint not null,
        x bigint not null,
        -- the stamp and the seq before the transaction that wrote the row last
        before_x bigint not null default 0,
        before_seq bigint not null default 0
      ) with (fillfactor = 80);
      create index conversation_x on conversation (x);

      create table member (
        conversation text collate "C" not null references conversation (id),
        "user" text collate "C" not null,
        state text not null,
        role text not null,
        rev bigint not null,
        joined_seq bigint not null,
        joined_as bigint not null,
        visible_from bigint not null,
        left_at bigint,
        farewell text,
        read bigint not null,
        read_private bigint not null,
        delivered bigint not null,
        cleared bigint not null,
        own_rev bigint not null,
        marked_unread boolean not null,
        muted_until bigint not null,
        pinned boolean not null,
        archived boolean not null,
        read_k bigint not null,
        own_read_k bigint not null,
        own_k bigint not null,
        activity bigint,
        x bigint not null,
        primary key (conversation, "user")
      ) with (fillfactor = 80);
      create index member_user on member ("user", x);
      create index member_x on member (x);
      create index member_rev on member (conversation, rev);
      create index member_joined on member (conversation, joined_seq, joined_as) where state = 'joined';

      create table message (
        conversation text collate "C" not null references conversation (id),
        seq bigint not null,
        id text collate "C" not null,
        rev bigint not null,
        touched bigint not null,
        sender text collate "C" not null,
        ts bigint not null,
        client_ts bigint,
        content text not null,
        countable boolean not null,
        k bigint not null,
        own bigint not null,
        reply_to text collate "C",
        has_reactions boolean not null,
        edited_at bigint,
        edits bigint not null,
        deleted text collate "C",
        op_id text collate "C",
        fingerprint text not null,
        primary key (conversation, seq)
      );
      create unique index message_id on message (conversation, id);
      create index message_touched on message (conversation, touched) where touched > seq;
      create index message_deleted on message (conversation, seq, sender) where deleted is not null and countable;

      create table mention (
        "user" text collate "C" not null,
        conversation text collate "C" not null references conversation (id),
        seq bigint not null,
        primary key ("user", conversation, seq)
      );
      create index mention_message on mention (conversation, seq);

      create table reaction (
        conversation text collate "C" not null references conversation (id),
        message text collate "C" not null,
        key text collate "C" not null,
        "user" text collate "C" not null,
        is_on boolean not null,
        rev bigint not null,
        primary key (conversation, message, key, "user")
      );
      create index reaction_newest on reaction (conversation, message, is_on, rev);
      create index reaction_rev on reaction (conversation, rev);

      create table reservation (
        conversation text collate "C" not null references conversation (id),
        id text collate "C" not null,
        "user" text collate "C" not null,
        at bigint not null,
        primary key (conversation, id, "user")
      );

      create table operation (
        "user" text collate "C" not null,
        op_id text collate "C" not null,
        fingerprint text not null,
        conversation text,
        code text,
        detail text,
        at bigint not null,
        primary key ("user", op_id)
      );
      create index operation_at on operation (at);

      create table ended ("user" text collate "C" primary key, until bigint not null, x bigint not null);
      create index ended_x on ended (x);

      create table "user" (
        "user" text collate "C" primary key,
        name text not null,
        avatar text,
        locale text,
        status text,
        data text,
        rev bigint not null,
        guest boolean not null,
        claims text not null,
        chosen text not null,
        last_seen bigint not null,
        since bigint not null,
        name_key text collate "C" not null,
        user_key text collate "C" not null,
        x bigint not null
      );
      create index user_name on "user" (name_key, "user");
      create index user_id on "user" (user_key);
      create index user_x on "user" (x);
    `,
  },
  {
    name: 'hosts, and people who were erased',
    sql: `alter table "user" add column kind text not null default 'person';`,
  },
  {
    // what is there already comes into the index behind the start (search-filler.ts), and so does what a node of the version before
    // writes: of what it changes, the words from before are taken out at once
    name: 'messages are found by their words',
    sql: `
      create table search_place (
        place integer generated always as identity primary key,
        conversation text collate "C" not null unique references conversation (id),
        pending bigint not null default 0
      );
      create index search_pending on search_place (pending) where pending > 0;
      create table search_word (
        place integer not null,
        word text collate "C" not null,
        ts bigint not null,
        seq bigint not null,
        primary key (place, word, ts, seq)
      );
      create index member_place on member ("user", conversation);

      create function search_pend() returns trigger language plpgsql set search_path = parlor as $$
      begin
        if tg_op = 'UPDATE' then
          delete from search_word where place = (select place from search_place where conversation = new.conversation)
            and ts = old.ts and seq = old.seq;
        end if;
        insert into search_place (conversation, pending) values (new.conversation, new.seq)
          on conflict (conversation) do update set pending = greatest(search_place.pending, excluded.pending);
        return null;
      end $$;
      create trigger search_inserted after insert on message for each row
        when (coalesce(current_setting('parlor.search', true), '') <> 'on') execute function search_pend();
      create trigger search_updated after update of content, deleted on message for each row
        when (coalesce(current_setting('parlor.search', true), '') <> 'on') execute function search_pend();

      insert into search_place (conversation, pending) select id, seq from conversation;
    `,
  },
  {
    name: 'files in messages',
    sql: `
      create table upload (
        id text collate "C" primary key,
        "user" text collate "C" not null,
        conversation text collate "C" not null references conversation (id),
        name text not null,
        size bigint not null,
        state text not null,
        file text,
        bytes bigint not null,
        message text collate "C",
        created_at bigint not null
      );
      create index upload_user on upload ("user", created_at);
      create index upload_message on upload (conversation, message);
      create index upload_unused on upload (created_at) where message is null;
    `,
  },
  {
    name: 'blocks and reports',
    sql: `
      alter table conversation add column blocked bigint not null default 0;
      alter table mention add column silent boolean not null default false;
      create table block (
        "user" text collate "C" not null,
        other text collate "C" not null,
        at bigint not null,
        primary key ("user", other)
      );
      create index block_other on block (other, "user");
      create index block_newest on block ("user", at, other);

      create table report (
        id text collate "C" primary key,
        reporter text collate "C" not null,
        subject text collate "C" not null,
        conversation text collate "C",
        message text collate "C",
        reason text not null,
        text text,
        evidence text,
        state text collate "C" not null,
        note text,
        closed_at bigint,
        closed_by text collate "C",
        created_at bigint not null
      );
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
        id text collate "C" primary key,
        url text not null,
        secret text not null,
        former_secret text,
        former_until bigint not null,
        types text not null,
        created_at bigint not null,
        delivered_at bigint not null,
        failure text
      );
      create table webhook_event (
        n bigint generated by default as identity primary key,
        webhook text collate "C" not null,
        id text not null,
        lane text collate "C" not null,
        type text not null,
        conversation text collate "C",
        message text collate "C",
        quoted text collate "C",
        body text not null,
        at bigint not null,
        attempts bigint not null,
        due_at bigint not null,
        tried_since bigint not null,
        dead boolean not null,
        failure text,
        x bigint not null
      );
      create index webhook_event_new on webhook_event (webhook, dead, x, n);
      create index webhook_event_old on webhook_event (webhook, dead, n);
      create index webhook_event_message on webhook_event (lane, message);
      create index webhook_event_quoted on webhook_event (lane, quoted) where quoted is not null;
      create table lease (name text collate "C" primary key, owner text not null, until timestamptz not null);
    `,
  },
  {
    name: 'what the host did and read',
    sql: `
      create table audit (
        seq bigint primary key,
        at bigint not null,
        actor text collate "C" not null,
        operation text collate "C" not null,
        targets text not null,
        result text not null,
        prev_hash text not null,
        hash text not null
      );
      create index audit_actor on audit (actor, seq);
      create index audit_operation on audit (operation, seq);
      create index audit_at on audit (at, seq);
      create function audit_stays() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit is only added to';
      end $$;
      create trigger audit_unchanged before update or delete on audit for each row execute function audit_stays();
      create trigger audit_kept before truncate on audit for each statement execute function audit_stays();
    `,
  },
  {
    name: 'all conversations, the newest made first',
    sql: 'create index conversation_made on conversation (created_at, id);',
  },
  {
    // a row for each connection that counted on a day: two that send at once do not wait for each other
    name: 'how many messages and people a day has',
    sql: `
      create table tally (
        name text collate "C" not null,
        day bigint not null,
        shard bigint not null,
        n bigint not null,
        primary key (name, day, shard)
      ) with (fillfactor = 50);
      create table active (day bigint not null, "user" text collate "C" not null, primary key (day, "user"));
      insert into tally (name, day, shard, n)
        select 'messages', ts / 86400000, 0, count(*) from message where countable group by ts / 86400000
        union all select 'users', 0, 0, count(*) from "user" having count(*) > 0
        union all select 'conversations', 0, 0, count(*) from conversation having count(*) > 0;
    `,
  },
  {
    name: 'pinned messages',
    sql: `
      alter table message add column pin_rev bigint;
      alter table message add column pinned_by text collate "C";
      alter table message add column pinned_at bigint;
      create index message_pinned on message (conversation, pin_rev) where pinned_by is not null;
    `,
  },
  {
    name: 'slow mode',
    sql: `
      alter table conversation add column slow_seconds bigint;
      alter table member add column last_sent bigint;
    `,
  },
  {
    name: 'what messages said before they were edited',
    sql: `
      create table version (
        conversation text collate "C" not null,
        seq bigint not null,
        rev bigint not null,
        sender text collate "C" not null,
        at bigint not null,
        content text not null,
        primary key (conversation, seq, rev)
      );
    `,
  },
  {
    name: 'notices to who is not here',
    sql: `
      alter table "user" add column quiet text;
      create table push_subscription (
        id text collate "C" primary key,
        "user" text collate "C" not null,
        device text not null,
        endpoint text not null,
        p256dh text not null,
        auth text not null,
        created_at bigint not null,
        renewed_at bigint not null
      );
      create index push_subscription_user on push_subscription ("user");
      create table push_due (
        conversation text collate "C" not null,
        person text collate "C" not null,
        from_seq bigint not null,
        due_at bigint not null,
        since bigint not null,
        primary key (conversation, person)
      );
      create index push_due_at on push_due (due_at);
      create table push_job (
        n bigint generated by default as identity primary key,
        subscription text collate "C" not null,
        "user" text collate "C" not null,
        tag text collate "C" not null,
        at bigint not null,
        attempts bigint not null,
        due_at bigint not null,
        x bigint not null
      );
      create index push_job_new on push_job (x, n);
      create index push_job_subscription on push_job (subscription, tag);
    `,
  },
  {
    name: 'messages that are sent later',
    sql: `
      create table later (
        "user" text collate "C" not null,
        id text collate "C" not null,
        conversation text collate "C" not null,
        at bigint not null,
        due_at bigint not null,
        content text not null,
        reply_to text collate "C",
        created_at bigint not null,
        failure text,
        primary key ("user", id)
      );
      create index later_due on later (due_at) where failure is null;
      alter table member add column later text;
    `,
  },
  {
    name: 'notifications',
    sql: `
      create table notification (
        "user" text collate "C" not null,
        seq bigint not null,
        id text collate "C" not null,
        at bigint not null,
        kind text not null,
        title text not null,
        body text,
        link text,
        actor text collate "C",
        removed boolean not null,
        primary key ("user", seq)
      );
      create unique index notification_id on notification ("user", id);
      create index notification_at on notification (at);
      create table notified (
        "user" text collate "C" not null primary key,
        seq bigint not null,
        read_up_to bigint not null,
        rev bigint not null,
        x bigint not null
      );
      create index notified_x on notified (x);
    `,
  },
  {
    name: 'previews of links',
    sql: `
      create table link (
        conversation text collate "C" not null,
        id text collate "C" not null,
        due_at bigint not null,
        attempts bigint not null,
        primary key (conversation, id)
      );
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
        "user" text collate "C" not null,
        conversation text collate "C" not null,
        message text collate "C" not null,
        at bigint not null,
        created_at bigint not null,
        primary key ("user", conversation, message)
      );
      create index reminder_at on reminder (at);
      alter table notification add column about_conversation text collate "C";
      alter table notification add column about_message text collate "C";
    `,
  },
  {
    name: 'commands of bots',
    sql: `
      create table bot_command (
        "user" text collate "C" not null primary key,
        commands text not null
      );
    `,
  },
  {
    name: 'what was before, for whoever comes in',
    sql: 'alter table conversation add column history text;',
  },
  {
    name: 'who is kept out',
    sql: `
      create table ban (
        conversation text collate "C" not null,
        "user" text collate "C" not null,
        primary key (conversation, "user")
      );
      create index member_banned on member (conversation, "user") where state = 'banned';
    `,
  },
  {
    // for the list of them, which goes by time through all conversations
    name: 'when somebody was mentioned',
    sql: `
      alter table mention add column ts bigint not null default 0;
      update mention as n set ts = m.ts from message as m where m.conversation = n.conversation and m.seq = n.seq;
      create index mention_time on mention ("user", ts, conversation, seq) where not silent;
    `,
  },
  {
    // who is there already comes into the index at the start (name-index.ts)
    name: 'people are found by every word of their name',
    sql: `
      create table search_name (
        word text collate "C" not null,
        key text collate "C" not null,
        "user" text collate "C" not null,
        primary key (word, key, "user")
      );
      create index search_name_user on search_name ("user", word);
      alter table "user" add column found_as text;
      create index user_unfound on "user" ("user") where found_as is distinct from name;
    `,
  },
];
