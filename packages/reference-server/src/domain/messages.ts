/** Sending, editing and deleting messages. */
import type {Attachment, Change, Content, ContentInput, InputOf, Written} from '@parlor/sdk/protocol';
import {type ConversationRecord, type MessageRecord, type UploadRecord, unpinned} from '../store/records.js';
import {giveCounts, partMentions} from './blocks.js';
import {type Accepted, acceptContent, mentionedIn, withFiles} from './content.js';
import type {Shown} from './deliveries.js';
import {filesFor, loseFiles, setFiles, toAttachment} from './files.js';
import {canonical, checksum} from './fingerprint.js';
import {assertMayGrow, isGrowing} from './growing.js';
import {awaitPreview, linkOf} from './links.js';
import {
  assertMayDelete,
  assertMayEdit,
  assertMayWrite,
  isTooLate,
  mayDeleteOthers,
  refusalOfState,
} from './permissions.js';
import {assertOpens, closedBy} from './polls.js';
import {Refusal} from './refusal.js';
import {screened, type Verdict} from './screen.js';
import type {Seats} from './seats.js';
import {assertNotTooSoon} from './slow-mode.js';
import {versionOf} from './versions.js';
import {isHost, type SeatedPlace, seated, seatedOrHost, visibleMessage} from './visibility.js';
import {revFor, toMessage, toQuote} from './wire.js';
import type {Work} from './work.js';

const nobody = {told: [], silent: []};
const month = 30 * 24 * 60 * 60 * 1000;

/**
 * PWP-SEND-005: the same id and content of the same sender is the same message, for ever, whatever happened to the sender's
 * membership since. So what came before is asked before the right to write is refused. Answers nothing for a repetition.
 * @throws {Refusal} ID_TAKEN, IDEMPOTENCY_MISMATCH, CANCELLED, NOT_FOUND, NOT_A_MEMBER, BANNED, READ_ONLY, CLOSED, SLOW_MODE,
 * CONTENT_REFUSED, UNAVAILABLE, ATTACHMENT_MISSING, ATTACHMENT_REJECTED, and those of content
 */
export async function sendMessage(
  work: Work,
  input: InputOf<'message.send'>,
  {opId, verdict}: {opId: string | undefined; verdict: Verdict | undefined},
): Promise<Written | undefined> {
  const {tx, actor, now} = work;
  const accepted = acceptContent(input.content, work.settings.limits);
  const print = checksum(`${input.replyTo ?? ''}\n${canonical(accepted)}`);
  let ready: Ready;
  try {
    ready = await readyToSend(work, input);
  } catch (refusal) {
    const earlier = await tx.message(input.conversation, input.id);
    if (earlier?.sender !== actor.user) throw refusal;
    return assertSame(earlier, actor.user, print);
  }

  const {conversation, seats, quoted, files} = ready;
  const {isAsked, limits} = work.settings;
  if (isAsked && (verdict === undefined || verdict.do === 'refuse')) {
    const earlier = await tx.message(conversation.id, input.id);
    if (earlier) return assertSame(earlier, actor.user, print);
  }
  const wanted = screened(input.content, {isAsked, verdict});
  const content = withFiles(
    wanted === input.content ? accepted : acceptContent(wanted, limits),
    attachmentsOf(files, input.content),
    now,
  );
  const seq = conversation.seq + 1;
  const record: MessageRecord = {
    conversation: conversation.id,
    id: input.id,
    seq,
    rev: seq,
    touched: seq,
    sender: actor.user,
    ts: Math.max(now, conversation.lastTs),
    clientTs: input.clientTs === undefined ? undefined : Math.min(Math.max(input.clientTs, now - month), now),
    content,
    countable: true,
    k: conversation.k + 1,
    own: (await tx.lastOwn(conversation.id, actor.user)) + 1,
    replyTo: input.replyTo,
    hasReactions: false,
    editedAt: undefined,
    edits: 0,
    deleted: undefined,
    ...unpinned,
    opId,
    fingerprint: print,
  };
  if (!(await tx.insertMessage(record))) {
    return assertSame((await tx.message(conversation.id, input.id)) as MessageRecord, actor.user, print);
  }
  // what few messages have is not waited for by all: each promise costs, and most find nothing to do
  if (work.settings.makesPreviews) await awaitPreview(work, record);
  if (files.length > 0) await setFiles(work, input.id, files);
  const mentioned = mentionedIn(content, actor.user, seats.of);
  const {told, silent} = mentioned.length === 0 ? nobody : await partMentions(work, mentioned);
  if (mentioned.length > 0) await tx.setMentions(conversation.id, seq, told, silent);
  const {k, ts} = record;
  await tx.advanceConversation({...conversation, seq, k, lastSeq: seq, lastActivity: ts, lastTs: ts});
  if (silent.length > 0) await giveCounts(work, conversation.id, silent);
  const change = giveMessage(work, record, quoted, seats);
  return {conversation: conversation.id, changes: [change]};
}

type Ready = {
  conversation: ConversationRecord;
  seats: Seats;
  quoted: MessageRecord | undefined;
  files: UploadRecord[];
};

/** With the words the sender gave to each. */
const attachmentsOf = (files: readonly UploadRecord[], {attachments = []}: ContentInput): Attachment[] =>
  files.map((file) => toAttachment(file, attachments.find(({id}) => id === file.id)?.alt));

async function readyToSend(
  work: Work,
  {conversation: id, id: message, replyTo, content}: InputOf<'message.send'>,
): Promise<Ready> {
  const {attachments = []} = content;
  const {conversation, seats, seat} = await seated(work, id);
  assertMayWrite(conversation, {role: seat.role, isHost: isHost(work.actor)});
  if (await work.tx.isReserved(id, message, work.actor.user)) throw new Refusal('CANCELLED');
  if (conversation.slowSeconds !== undefined) await assertNotTooSoon(work, conversation, seat);
  assertOpens(content, work.now);
  const quoted = replyTo === undefined ? undefined : await work.tx.message(id, replyTo);
  if (replyTo !== undefined && (!quoted || quoted.seq < seat.visibleFrom))
    throw new Refusal('NOT_FOUND', 'replyTo: no such message');
  const files = attachments.length === 0 ? [] : await filesFor(work, {conversation: id, id: message}, attachments);
  return {conversation, seats, quoted, files};
}

function assertSame(earlier: MessageRecord, user: string, print: string): undefined {
  if (earlier.sender !== user) throw new Refusal('ID_TAKEN');
  if (earlier.fingerprint !== print)
    throw new Refusal('IDEMPOTENCY_MISMATCH', 'content: not what came with this id before');
  return undefined;
}

/** Everybody present hears of it. The quote is the same for all who may see the quoted message. */
export function giveMessage(
  {out}: Work,
  record: MessageRecord,
  quoted: MessageRecord | undefined,
  seats: Seats,
  what?: Shown['what'],
): Change {
  const quote = quoted && toQuote(quoted, {from: 0, upTo: Number.MAX_SAFE_INTEGER});
  const message = toMessage(record, {quote});
  const change: Change = {type: 'message', message};
  const {conversation, seq: position} = record;
  out.changes(conversation, message.rev, message.rev, [{change, position, quoted: quoted?.seq, what}], seats);
  return change;
}

/** The next seq of a conversation whose countable messages do not change. */
export async function step({tx}: Work, conversation: ConversationRecord): Promise<number> {
  const seq = conversation.seq + 1;
  await tx.advanceConversation({...conversation, seq});
  return seq;
}

/**
 * The later commit wins (I6); a delete absorbs every edit. The same content again changes nothing. Files that are not spoken of
 * stay. While a message grows an edit is its next step or its end. That the author wants no preview of its link, or wants one again, is
 * no edit (PWP-LINK-003).
 * @throws {Refusal} NOT_FOUND, FORBIDDEN, MESSAGE_DELETED, REV_CONFLICT, EDIT_WINDOW_CLOSED, TOO_LARGE, READ_ONLY, CLOSED …
 */
export async function editMessage(
  work: Work,
  input: InputOf<'message.edit'>,
  verdict: Verdict | undefined,
): Promise<void> {
  const {tx, actor, now, settings} = work;
  const {conversation, seats, seat} = await seated(work, input.conversation);
  const record = await visibleMessage(work, conversation.id, input.id, {
    from: seat.visibleFrom,
    to: conversation.seq,
    upTo: conversation.seq,
  });
  const who = {role: seat.role, isHost: isHost(actor)};
  assertMayEdit(conversation, who, record.sender === actor.user && record.countable);
  if (record.deleted !== undefined) throw new Refusal('MESSAGE_DELETED');
  const kept = (record.content.attachments ?? []).map(({id, alt}) => (alt === undefined ? {id} : {id, alt}));
  const {preview, ...said} = record.content;
  const {attachments = kept, noPreview = said.noPreview ?? false} = input.content;
  const edit: ContentInput = {...input.content, attachments, noPreview};
  const kind = input.content.kind ?? record.content.kind;
  const accepted = acceptContent(edit, settings.limits, kind);
  if (said.poll || accepted.poll) return closePoll(work, {conversation, seats}, record, {accepted, ifRev: input.ifRev});
  const uploads = kept.length === 0 && !preview?.image ? [] : await tx.uploadsOf(conversation.id, record.id);
  const files = await filesFor(work, record, attachments);
  const wanted = screened(edit, {isAsked: settings.isAsked, verdict});
  const edited = withFiles(
    wanted === edit ? accepted : acceptContent(wanted, settings.limits, kind),
    attachmentsOf(files, edit),
    now,
  );
  const {ifRev = record.rev} = input;
  // a pin in between changes nothing of what is said
  if (ifRev !== record.rev && ifRev !== revFor(record)) throw new Refusal('REV_CONFLICT');
  const isStep = edited.growing !== undefined;
  if (isStep) assertMayGrow(record, now);
  // whoever says no more than that has put no words of their own in its place (PWP-FORWARD-004)
  const isAsForwarded = said.forwarded && noPreview !== (said.noPreview ?? false);
  const passedOn: Content = isAsForwarded ? {...edited, forwarded: true} : edited;
  const isOfPreview = canonical({...passedOn, noPreview: false}) === canonical({...said, noPreview: false});
  const content = isOfPreview ? passedOn : edited;
  // what is said while it grows, and at its end, is no change of what was said
  const isEdit = !isGrowing(record, now) && !isOfPreview;
  if (isEdit && isTooLate(settings.limits.editWindowMs, record, now)) throw new Refusal('EDIT_WINDOW_CLOSED');
  if (canonical(content) === canonical(said)) return;
  if (isEdit && record.edits >= settings.limits.edits)
    throw new Refusal('TOO_LARGE', `id: edited ${settings.limits.edits} times already`);

  const seq = await step(work, conversation);
  const shown = preview && linkOf(content) === preview.url ? preview : undefined;
  const changed: MessageRecord = {
    ...record,
    content: shown ? {...content, preview: shown} : content,
    rev: seq,
    touched: seq,
    ...(isEdit && {edits: record.edits + 1, editedAt: Math.max(now, record.ts)}),
  };
  if (isEdit && settings.keepsEdits) await tx.keepVersion(versionOf(record));
  await tx.updateMessage(changed);
  await awaitPreview(work, changed);
  const picture = shown?.image?.id;
  await setFiles(
    work,
    record.id,
    files,
    uploads.filter(({id}) => id !== picture),
  );
  const {told, silent} = await partMentions(work, mentionedIn(content, actor.user, seats.of));
  await tx.setMentions(conversation.id, record.seq, told, silent);
  await giveCounts(work, conversation.id, silent);
  const quoted = record.replyTo === undefined ? undefined : await tx.message(conversation.id, record.replyTo);
  giveMessage(work, changed, quoted, seats, isStep ? 'step' : isOfPreview ? 'preview' : undefined);
}

/** No edit: the question stays, so the window does not hold for it, it is not counted, and there is no version of before (PWP-POLL-004). */
async function closePoll(
  work: Work,
  {conversation, seats}: Omit<SeatedPlace, 'seat'>,
  record: MessageRecord,
  {accepted, ifRev = record.rev}: {accepted: Accepted; ifRev?: number | undefined},
): Promise<void> {
  const {tx} = work;
  const content = closedBy(record.content, accepted);
  if (ifRev !== record.rev && ifRev !== revFor(record)) throw new Refusal('REV_CONFLICT');
  if (canonical(content) === canonical(record.content)) return;
  const seq = await step(work, conversation);
  const closed: MessageRecord = {...record, content, rev: seq, touched: seq};
  await tx.updateMessage(closed);
  const quoted = record.replyTo === undefined ? undefined : await tx.message(conversation.id, record.replyTo);
  giveMessage(work, closed, quoted, seats);
}

/**
 * Of a message that is not there it leaves a reservation: a late copy of the deleter's own send is refused for ever
 * (PWP-SEND-009); nobody else's is (S15).
 * @throws {Refusal} FORBIDDEN, NOT_FOUND, NOT_A_MEMBER, BANNED, DELETE_WINDOW_CLOSED
 */
export async function deleteMessage(work: Work, input: InputOf<'message.delete'>): Promise<void> {
  const {tx, actor, now, settings} = work;
  const place = await seatedOrHost(work, input.conversation);
  const {conversation, seat} = place;
  const record = await tx.message(conversation.id, input.id);
  if (!record) {
    if (isHost(actor)) throw refusalOfState('stranger');
    await tx.reserve(conversation.id, input.id, actor.user, now);
    return;
  }
  if (record.seq < seat.visibleFrom) throw refusalOfState('stranger');
  if (!record.countable) throw new Refusal('FORBIDDEN');
  assertMayDelete(conversation, seat.role, record.sender === actor.user || isHost(actor));
  if (record.deleted !== undefined) return;
  const isAuthorOnly = !isHost(actor) && !mayDeleteOthers(conversation, seat.role);
  if (isAuthorOnly && isTooLate(settings.limits.deleteWindowMs, record, now)) throw new Refusal('DELETE_WINDOW_CLOSED');
  await bury(work, place, record);
}

/** Leaves the place of a message, and nothing of what it said. */
export async function bury(work: Work, {conversation, seats}: Omit<SeatedPlace, 'seat'>, record: MessageRecord) {
  const {tx, actor} = work;
  const seq = await step(work, conversation);
  const deleted: MessageRecord = {
    ...record,
    content: {kind: record.content.kind, text: ''},
    deleted: actor.user,
    hasReactions: false,
    pinnedBy: undefined,
    pinnedAt: undefined,
    rev: seq,
    touched: seq,
  };
  await tx.updateMessage(deleted);
  if (record.hasReactions) await tx.removeReactions(conversation.id, record.id);
  if (record.edits > 0) await tx.removeVersions(conversation.id, record.seq);
  if (record.content.attachments || record.content.preview?.image)
    await loseFiles(work, await tx.uploadsOf(conversation.id, record.id));
  await tx.setMentions(conversation.id, record.seq, []);
  giveMessage(work, deleted, undefined, seats);
}
