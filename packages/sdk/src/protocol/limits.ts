/**
 * Every limit of the protocol, with its default. A server may set others, and tells them in its hello; one that a hello leaves
 * out is as it is here (PWP-LIMIT-001). Lengths of text are Unicode code points where it says so, else bytes of UTF-8.
 */
export const defaultLimits = {
  /** Code points in a message's text. */
  textLength: 8_000,
  /** Bytes of a message's text. */
  textBytes: 32 * 1024,
  /** Bytes of a `data` field as JSON. */
  dataBytes: 4 * 1024,
  /** Ranges in one message. */
  ranges: 500,
  /** People mentioned in one message. */
  mentions: 50,
  /** Different reaction keys on one message. */
  reactionKeys: 20,
  /** Bytes of one reaction key. */
  reactionKeyBytes: 32,
  /** Files in one message. */
  attachments: 5,
  /** Bytes of one file. */
  fileBytes: 10 * 1024 * 1024,
  /** Uploads that one person begins in a day. */
  dailyFiles: 500,
  /** Bytes of the uploads that one person begins in a day. */
  dailyFileBytes: 250 * 1024 * 1024,
  /** Bytes of all files of one person that are kept. */
  keptFileBytes: 1024 * 1024 * 1024,
  /** Code points in a title, a name or a status text. */
  nameLength: 120,
  /** Operations in one batch. */
  batchOps: 50,
  /** Bytes of one frame or request body. */
  frameBytes: 256 * 1024,
  /** Changes in one delta. */
  deltaRows: 200,
  /** Messages in one history page. */
  pageSize: 100,
  /** Rows in one page of sync or inbox. */
  inboxPage: 100,
  /** Members of one conversation. */
  members: 10_000,
  /** Conversations of one person: who is in so many begins no other one. */
  conversations: 50_000,
  /** Up to here receipts name the reader; above, they carry only how far anybody is. */
  namedReceipts: 100,
  /** Above this many members nobody is told who types. */
  typingMembers: 200,
  /** People whose presence one connection may watch. */
  watched: 200,
  /** People in one look-up. */
  people: 100,
  /** Code points of what is looked for. */
  queryLength: 200,
  /** Words of what is looked for. */
  queryWords: 10,
  /** Messages in one page of a search. */
  searchPage: 50,
  /** Edits of one message. */
  edits: 50,
  /** Pinned messages of one conversation. */
  pins: 50,
  /** People whom one person blocks. */
  blocks: 1_000,
  /** Reports of one person that are not resolved. */
  reports: 100,
  /** Connections of one person, polls that wait among them. */
  connections: 20,
} as const;

/** Of these the server alone keeps count: a hello need not tell them where they are as above. */
export const countedLimits = [
  'dailyFiles',
  'dailyFileBytes',
  'keptFileBytes',
  'conversations',
  'reports',
  'connections',
] as const satisfies readonly (keyof typeof defaultLimits)[];

/** How long after its `ts` an author may edit a message (PWP-EDIT-002), or delete it (PWP-EDIT-004), in milliseconds; for ever where it is not there. */
export type Windows = {editWindowMs?: number; deleteWindowMs?: number};

export type Limits = {[K in keyof typeof defaultLimits]: number} & Windows;
