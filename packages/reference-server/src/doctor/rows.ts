/** The columns that are looked at, as SQLite gives them. */
export type ConversationRow = {
  id: string;
  type: string;
  status: string;
  pair: string | null;
  created_at: number;
  seq: number;
  member_rev: number;
  meta_rev: number;
  members: number;
  k: number;
  last_seq: number;
  last_activity: number;
  last_ts: number;
  x: number;
};

export type MessageRow = {
  seq: number;
  id: string;
  rev: number;
  touched: number;
  sender: string;
  ts: number;
  content: string;
  countable: number;
  k: number;
  own: number;
  reply_to: string | null;
  has_reactions: number;
  edits: number;
  deleted: string | null;
};

export type MemberRow = {
  user: string;
  state: string;
  role: string;
  rev: number;
  joined_seq: number;
  visible_from: number;
  left_at: number | null;
  has_farewell: number;
  farewell_activity: number | null;
  read: number;
  read_private: number;
  delivered: number;
  cleared: number;
  read_k: number;
  own_read_k: number;
  own_k: number;
  last_sent: number | null;
  later: string | null;
  activity: number;
  x: number;
  /** Nothing up to here is unread. */
  horizon: number;
};

/** Sees every message of one conversation in the order of their positions, then its end. */
export type Watcher = {
  see(message: MessageRow): void;
  end(): void;
};
