/**
 * The columns of each table that are the same in every store, in the order in which they are written down elsewhere. A migration
 * that adds one adds it here as well: a column that is not named is refused, not left behind in silence.
 */
export type TableName =
  | 'conversation'
  | 'member'
  | 'ban'
  | 'message'
  | 'version'
  | 'mention'
  | 'later'
  | 'notification'
  | 'notified'
  | 'reminder'
  | 'link'
  | 'reaction'
  | 'reservation'
  | 'operation'
  | 'ended'
  | 'upload'
  | 'block'
  | 'report'
  | 'user'
  | 'bot_command'
  | 'webhook'
  | 'webhook_event'
  | 'push_subscription'
  | 'push_due'
  | 'push_job'
  | 'audit'
  | 'tally'
  | 'active';

/** `json`: a text that is JSON, as the stores keep it. `maybe`: may be NULL. */
export type Kind = 'text' | 'json' | 'count' | 'flag';
type Spec = Kind | `maybe ${Kind}`;

export const shape: Readonly<Record<TableName, Readonly<Record<string, Spec>>>> = {
  conversation: {
    id: 'text',
    type: 'text',
    status: 'text',
    title: 'maybe text',
    avatar: 'maybe text',
    description: 'maybe text',
    context: 'maybe json',
    data: 'maybe json',
    purge: 'flag',
    pair: 'maybe json',
    created_at: 'count',
    created_by: 'text',
    seq: 'count',
    member_rev: 'count',
    meta_rev: 'count',
    members: 'count',
    k: 'count',
    last_seq: 'count',
    last_activity: 'count',
    last_ts: 'count',
    blocked: 'count',
    slow_seconds: 'maybe count',
    history: 'maybe text',
  },
  member: {
    conversation: 'text',
    user: 'text',
    state: 'text',
    role: 'text',
    rev: 'count',
    joined_seq: 'count',
    joined_as: 'count',
    visible_from: 'count',
    left_at: 'maybe count',
    farewell: 'maybe json',
    read: 'count',
    read_private: 'count',
    delivered: 'count',
    cleared: 'count',
    own_rev: 'count',
    marked_unread: 'flag',
    muted_until: 'count',
    pinned: 'flag',
    archived: 'flag',
    read_k: 'count',
    own_read_k: 'count',
    own_k: 'count',
    last_sent: 'maybe count',
    later: 'maybe json',
  },
  ban: {conversation: 'text', user: 'text'},
  message: {
    conversation: 'text',
    seq: 'count',
    id: 'text',
    rev: 'count',
    touched: 'count',
    sender: 'text',
    ts: 'count',
    client_ts: 'maybe count',
    content: 'json',
    countable: 'flag',
    k: 'count',
    own: 'count',
    reply_to: 'maybe text',
    has_reactions: 'flag',
    edited_at: 'maybe count',
    edits: 'count',
    deleted: 'maybe text',
    op_id: 'maybe text',
    fingerprint: 'text',
    pin_rev: 'maybe count',
    pinned_by: 'maybe text',
    pinned_at: 'maybe count',
  },
  version: {conversation: 'text', seq: 'count', rev: 'count', sender: 'text', at: 'count', content: 'json'},
  mention: {user: 'text', conversation: 'text', seq: 'count', silent: 'flag', ts: 'count'},
  later: {
    user: 'text',
    id: 'text',
    conversation: 'text',
    at: 'count',
    due_at: 'count',
    content: 'json',
    reply_to: 'maybe text',
    created_at: 'count',
    failure: 'maybe json',
  },
  notification: {
    user: 'text',
    seq: 'count',
    id: 'text',
    at: 'count',
    kind: 'text',
    title: 'text',
    body: 'maybe text',
    link: 'maybe text',
    actor: 'maybe text',
    about_conversation: 'maybe text',
    about_message: 'maybe text',
    removed: 'flag',
  },
  notified: {user: 'text', seq: 'count', read_up_to: 'count', rev: 'count'},
  reminder: {user: 'text', conversation: 'text', message: 'text', at: 'count', created_at: 'count'},
  link: {conversation: 'text', id: 'text', due_at: 'count', attempts: 'count'},
  reaction: {conversation: 'text', message: 'text', key: 'text', user: 'text', is_on: 'flag', rev: 'count'},
  reservation: {conversation: 'text', id: 'text', user: 'text', at: 'count'},
  operation: {
    user: 'text',
    op_id: 'text',
    fingerprint: 'text',
    conversation: 'maybe text',
    code: 'maybe text',
    detail: 'maybe text',
    at: 'count',
  },
  upload: {
    id: 'text',
    user: 'text',
    conversation: 'text',
    name: 'text',
    size: 'count',
    state: 'text',
    file: 'maybe json',
    bytes: 'count',
    message: 'maybe text',
    created_at: 'count',
  },
  block: {user: 'text', other: 'text', at: 'count'},
  report: {
    id: 'text',
    reporter: 'text',
    subject: 'text',
    conversation: 'maybe text',
    message: 'maybe text',
    reason: 'text',
    text: 'maybe text',
    evidence: 'maybe json',
    state: 'text',
    note: 'maybe text',
    since: 'maybe count',
    assignee: 'maybe text',
    outcome: 'maybe text',
    created_at: 'count',
  },
  ended: {user: 'text', until: 'count'},
  user: {
    user: 'text',
    name: 'text',
    avatar: 'maybe text',
    locale: 'maybe text',
    status: 'maybe json',
    data: 'maybe json',
    rev: 'count',
    guest: 'flag',
    claims: 'text',
    chosen: 'text',
    last_seen: 'count',
    since: 'count',
    name_key: 'text',
    user_key: 'text',
    kind: 'text',
    quiet: 'maybe json',
  },
  bot_command: {user: 'text', commands: 'json'},
  webhook: {
    id: 'text',
    url: 'text',
    secret: 'text',
    former_secret: 'maybe text',
    former_until: 'count',
    types: 'json',
    created_at: 'count',
    delivered_at: 'count',
    failure: 'maybe json',
  },
  webhook_event: {
    n: 'count',
    webhook: 'text',
    id: 'text',
    lane: 'text',
    type: 'text',
    conversation: 'maybe text',
    message: 'maybe text',
    quoted: 'maybe text',
    body: 'text',
    at: 'count',
    attempts: 'count',
    due_at: 'count',
    tried_since: 'count',
    dead: 'flag',
    failure: 'maybe json',
  },
  push_subscription: {
    id: 'text',
    user: 'text',
    device: 'text',
    endpoint: 'text',
    p256dh: 'text',
    auth: 'text',
    created_at: 'count',
    renewed_at: 'count',
  },
  push_due: {conversation: 'text', person: 'text', from_seq: 'count', due_at: 'count', since: 'count'},
  push_job: {
    n: 'count',
    subscription: 'text',
    user: 'text',
    tag: 'text',
    at: 'count',
    attempts: 'count',
    due_at: 'count',
  },
  audit: {
    seq: 'count',
    at: 'count',
    actor: 'text',
    operation: 'text',
    targets: 'json',
    result: 'json',
    prev_hash: 'text',
    hash: 'text',
  },
  tally: {name: 'text', day: 'count', shard: 'count', n: 'count'},
  active: {day: 'count', user: 'text'},
};
