/** What a message may say (PWP-SEND-004): the shape was checked at the door, here are sizes and meaning. */
import type {Attachment, AttachmentInput, Content, ContentInput, Limits, TextRange} from '@parlor/sdk/protocol';
import {assertPoll} from './polls.js';
import {Refusal} from './refusal.js';
import {assertDataSize, bytesOf, codePointsOf} from './text.js';

/** Readers must not be led to run something by a link. */
const safeUrl = /^(https?:\/\/|mailto:|tel:)/i;

/** Content whose files are still only named, and that may be about to grow. */
export type Accepted = Omit<Content, 'attachments' | 'growing' | 'preview'> & {
  attachments?: AttachmentInput[];
  growing?: true;
};

/**
 * The content as it is stored, but for the files. What is printed of it for telling repetitions is this form.
 * @throws {Refusal} TOO_LARGE, SCHEMA, FORBIDDEN (kind `system` is the server's, S42)
 */
export function acceptContent(input: ContentInput, limits: Limits, kind = input.kind ?? 'text'): Accepted {
  const {text, ranges = [], attachments = [], data, lang, growing, forwarded, poll, noPreview} = input;
  if (kind === 'system') throw new Refusal('FORBIDDEN', 'content.kind: system messages are the server’s');
  if (text.length > limits.textLength && codePointsOf(text) > limits.textLength) {
    throw new Refusal('TOO_LARGE', `content.text: more than ${limits.textLength} characters`);
  }
  if (text.length * 3 > limits.textBytes && bytesOf(text) > limits.textBytes) {
    throw new Refusal('TOO_LARGE', `content.text: more than ${limits.textBytes} bytes`);
  }
  if (ranges.length > limits.ranges) throw new Refusal('TOO_LARGE', `content.ranges: more than ${limits.ranges}`);
  for (const [at, range] of ranges.entries()) assertRange(range, text, `content.ranges.${at}`);
  if (mentionsIn(ranges).size > limits.mentions)
    throw new Refusal('TOO_LARGE', `content.ranges: more than ${limits.mentions} mentions`);
  // who was mentioned was mentioned somewhere else, and need not be known here (PWP-FORWARD-003)
  if (forwarded && ranges.some(({type}) => type === 'mention'))
    throw new Refusal('SCHEMA', 'content.ranges: what is forwarded mentions nobody');
  assertPoll(input);
  assertDataSize(data, limits.dataBytes, 'content.data');
  if (attachments.length > limits.attachments)
    throw new Refusal('TOO_LARGE', `content.attachments: more than ${limits.attachments}`);
  // nothing yet is how an answer begins (PWP-GROW-002)
  if (data === undefined && attachments.length === 0 && text.trim() === '' && !growing)
    throw new Refusal('SCHEMA', 'content.text: empty');

  const content: Accepted = {kind, text};
  if (ranges.length > 0) content.ranges = ranges;
  if (attachments.length > 0) content.attachments = attachments;
  if (data !== undefined) content.data = data;
  if (lang !== undefined) content.lang = lang;
  if (growing) content.growing = true;
  if (forwarded) content.forwarded = forwarded;
  if (poll) content.poll = poll;
  if (noPreview) content.noPreview = true;
  return content;
}

/** The content with its files, in the place they have among the names. `now`: when it grew, if it grows; left out, it does not. */
export function withFiles(
  {attachments: _, growing, ...content}: Accepted,
  attachments: Attachment[],
  now?: number,
): Content {
  const whole = attachments.length === 0 ? content : {...content, attachments};
  return growing && now !== undefined ? {...whole, growing: now} : whole;
}

function assertRange({type, start, end, url, user}: TextRange, text: string, path: string): void {
  if (start >= end || end > text.length) throw new Refusal('SCHEMA', `${path}: not inside the text`);
  if (type === 'link' && (url === undefined || !safeUrl.test(url)))
    throw new Refusal('SCHEMA', `${path}.url: not a safe address`);
  if (type === 'mention' && user === undefined) throw new Refusal('SCHEMA', `${path}.user: missing`);
}

const mentionsIn = (ranges: readonly TextRange[]): Set<string> =>
  new Set(ranges.flatMap(({type, user}) => (type === 'mention' && user !== undefined ? [user] : [])));

/** Who is mentioned and may be told: joined members other than the sender (S20). */
export function mentionedIn(
  {ranges = []}: Pick<Content, 'ranges'>,
  sender: string,
  members: ReadonlyMap<string, unknown>,
): string[] {
  return ranges.length === 0 ? [] : [...mentionsIn(ranges)].filter((user) => user !== sender && members.has(user));
}
