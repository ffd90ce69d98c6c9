/** The protocol's chapters by the word in their rules' numbers, in the order of the text. */
export const chapters: Readonly<Record<string, string>> = {
  ID: 'Ids',
  SEQ: 'Seq and rev',
  MODEL: 'Nouns',
  FRAME: 'Frames',
  HELLO: 'Connecting: hello',
  CONNECT: 'Connecting: heartbeat',
  SYNC: 'Sync',
  HISTORY: 'History',
  SEARCH: 'Search',
  WRITE: 'Writing',
  SEND: 'Sending',
  BATCH: 'Batches',
  EDIT: 'Edits, deletions, reactions',
  FORWARD: 'Forwarding',
  PIN: 'Pinned messages',
  SLOW: 'Slow mode',
  LATER: 'Sent later',
  POLL: 'Polls',
  NOTIFY: 'Notifications',
  REMIND: 'Reminders',
  LINK: 'Previews of links',
  FILE: 'Files',
  REG: 'Registers and flags',
  UNREAD: 'Unread',
  RECEIPT: 'Receipts',
  MEMBER: 'Members',
  EPH: 'Typing and presence',
  BLOCK: 'Blocking',
  REPORT: 'Reports',
  COMMAND: 'Commands of bots',
  AUTH: 'Tokens',
  HOST: 'The host',
  AUDIT: 'The audit',
  HOOK: 'Webhooks',
  SCREEN: 'Before a message is stored',
  PUSH: 'Who is not here',
  AUTHZ: 'Authorisation',
  ERROR: 'Errors',
  LIMIT: 'Limits',
  TIME: 'Time',
  REST: 'REST',
  VERSION: 'Versions',
};

export type Chapter<Item> = {name: string; items: Item[]};

/** Items by chapter, in the order of the text; a chapter without any is left out. */
export function byChapter<Item extends {chapter: string}>(items: readonly Item[]): Chapter<Item>[] {
  const known = Object.entries(chapters).map(([word, name]) => ({
    name,
    items: items.filter(({chapter}) => chapter === word),
  }));
  const others = items.filter(({chapter}) => !Object.hasOwn(chapters, chapter));
  return [...known, {name: 'Others', items: others}].filter((chapter) => chapter.items.length > 0);
}
