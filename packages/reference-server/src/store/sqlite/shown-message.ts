/**
 * What of a message its readers are shown, read by position: pages have fifty of them, and each value of each row costs more than
 * finding it. So small numbers come as one, and what few messages have comes in one value that is NULL for the others.
 */
import type {Content} from '@parlor/sdk/protocol';
import type {ShownMessage} from '../records.js';

/** In the order of `shownFrom`. Of one conversation, whose id is known. */
export const shownColumns = `id, 4 * seq + 2 * has_reactions + countable, sender, ts, client_ts, content,
  case when rev <> seq or coalesce(reply_to, edited_at, deleted, pin_rev) is not null
    then json_array(rev, reply_to, edited_at, deleted, pin_rev, pinned_by, pinned_at) end`;

export type ShownRow = [
  id: string,
  seqAndFlags: number,
  sender: string,
  ts: number,
  clientTs: number | null,
  content: string,
  seldom: string | null,
];

type Seldom = [
  /** As the seq, where there is none. */
  rev: number | null,
  replyTo: string | null,
  editedAt: number | null,
  deleted: string | null,
  pinRev: number | null,
  pinnedBy: string | null,
  pinnedAt: number | null,
];
const usual: Seldom = [null, null, null, null, null, null, null];

/** Its content is read each time somebody looks at it: most pages go out as they are stored. */
class Shown implements ShownMessage {
  readonly conversation: string;
  readonly id: string;
  readonly seq: number;
  readonly rev: number;
  readonly sender: string;
  readonly ts: number;
  readonly clientTs: number | undefined;
  readonly contentText: string;
  readonly countable: boolean;
  readonly hasReactions: boolean;
  readonly replyTo: string | undefined;
  readonly editedAt: number | undefined;
  readonly deleted: string | undefined;
  readonly pinRev: number | undefined;
  readonly pinnedBy: string | undefined;
  readonly pinnedAt: number | undefined;

  constructor(conversation: string, row: readonly [...ShownRow, ...unknown[]]) {
    const flags = row[1] % 4;
    const seq = (row[1] - flags) / 4;
    const seldom = row[6] === null ? usual : (JSON.parse(row[6]) as Seldom);
    this.conversation = conversation;
    this.id = row[0];
    this.seq = seq;
    this.rev = seldom[0] ?? seq;
    this.sender = row[2];
    this.ts = row[3];
    this.clientTs = row[4] ?? undefined;
    this.contentText = row[5];
    this.countable = (flags & 1) === 1;
    this.hasReactions = flags > 1;
    this.replyTo = seldom[1] ?? undefined;
    this.editedAt = seldom[2] ?? undefined;
    this.deleted = seldom[3] ?? undefined;
    this.pinRev = seldom[4] ?? undefined;
    this.pinnedBy = seldom[5] ?? undefined;
    this.pinnedAt = seldom[6] ?? undefined;
  }

  get content(): Content {
    return JSON.parse(this.contentText) as Content;
  }
}

export const shownFrom = (conversation: string, row: readonly [...ShownRow, ...unknown[]]): ShownMessage =>
  new Shown(conversation, row);
