/**
 * What brings a database from nothing to now, in order. Only ever append: databases out there remember which of these they
 * have had. Each runs in a transaction of its own together with its record.
 */
export type Migration = {name: string; sql: string};

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
];
