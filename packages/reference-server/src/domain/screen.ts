/** What is asked before a message is stored or changed, what may be answered, and what becomes of its words then. */
import type {ContentInput, TextRange} from '@parlor/sdk/protocol';
import type {Actor} from './domain.js';
import {Refusal} from './refusal.js';

/** A message that somebody wants to send, or what they want to make of one of theirs. Its shape and sizes were checked. */
export type Draft = {
  kind: 'send' | 'edit';
  conversation: string;
  /** The message's id. */
  message: string;
  sender: string;
  /** As it was sent; attachments are named by their ids. */
  content: ContentInput;
  /** Of attachments that are its sender's: what they are called, and what was found in those that were looked at. */
  files?: readonly {id: string; name: string; size: number; type?: string | undefined}[] | undefined;
  replyTo?: string | undefined;
};

/**
 * `refuse`: the reason is shown to the sender, at most 200 characters of it. `replace`: another text is stored in place of what was
 * written, with other ranges (none where they are left out); everything else of the content stays.
 */
export type Verdict =
  | {do: 'allow'}
  | {do: 'refuse'; reason?: string | undefined}
  | {do: 'replace'; text: string; ranges?: TextRange[] | undefined};

/** Decides about a draft. What it throws, and what comes too late, counts as no answer. */
export type BeforeSend = (draft: Draft) => Verdict | Promise<Verdict>;

export type ScreenOptions = {
  ask: BeforeSend;
  /** Milliseconds it may take (5,000), and as many for its turn. */
  timeoutMs?: number | undefined;
  /** Drafts that are asked about at a time (64), and that may wait for their turn (1,000): what is beyond counts as no answer. */
  atOnce?: number | undefined;
  mostWaiting?: number | undefined;
  /** Where there is no answer the message is stored as it is; else the sender tries again later (`UNAVAILABLE`). */
  failOpen?: boolean | undefined;
  /** Told of each answer, and of each that did not come, with the milliseconds it took. */
  decided?: ((what: Verdict['do'] | 'failed', ms: number) => void) | undefined;
  /** Told why there was none, for whom. */
  failed?: ((error: unknown, by: Actor) => void) | undefined;
};

/** With another text in place of what was written. */
export function replaced(
  content: ContentInput,
  {text, ranges}: {text: string; ranges?: TextRange[] | undefined},
): ContentInput {
  const {ranges: _, ...others} = content;
  return ranges === undefined ? {...others, text} : {...others, text, ranges};
}

/**
 * The content to be stored, inside the transaction. What turned out to be new only there goes again, to be asked about.
 * @throws {Refusal} CONTENT_REFUSED, UNAVAILABLE
 */
export function screened(
  content: ContentInput,
  {isAsked, verdict}: {isAsked: boolean; verdict: Verdict | undefined},
): ContentInput {
  if (!isAsked) return content;
  if (verdict === undefined) throw new Refusal('UNAVAILABLE', 'not asked about yet', {retryAfterMs: 100});
  if (verdict.do === 'refuse') throw new Refusal('CONTENT_REFUSED', verdict.reason);
  return verdict.do === 'allow' ? content : replaced(content, verdict);
}
