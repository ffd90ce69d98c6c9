/** Files in messages, as far as the database knows of them: tickets, whose they are, which message they are in (PWP-FILE-001 …). */
import type {Attachment, AttachmentInput, InputOf, OutputOf} from '@parlor/sdk/protocol';
import {lost, type UploadRecord, type Window} from '../store/records.js';
import {addressMs, byHost, type FileAddresses, type Grant, ticketMs} from './file-access.js';
import {plainName} from './file-name.js';
import {assertMayWrite} from './permissions.js';
import {Refusal} from './refusal.js';
import {isHost, isSeen, joinedMember, openToHost, seated, whole} from './visibility.js';
import {defined} from './wire.js';
import type {Look, Work} from './work.js';

/** The step in which addresses end: whoever asks again within it gets the same one. */
const addressStepMs = 60 * 1000;

/** @throws {Refusal} ATTACHMENT_REJECTED where a server has no place for files */
function addressesOf({settings}: Look): FileAddresses {
  if (!settings.files) throw new Refusal('ATTACHMENT_REJECTED', 'this server takes no files');
  return settings.files;
}

/**
 * @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED, READ_ONLY, CLOSED, TOO_LARGE, ATTACHMENT_REJECTED for whoever has used up
 * what they may upload
 */
export async function createUpload(
  work: Work,
  {conversation: id, name, size}: InputOf<'upload.create'>,
): Promise<OutputOf<'upload.create'>> {
  const {tx, actor, now, settings} = work;
  const {conversation, seat} = await seated(work, id);
  assertMayWrite(conversation, {role: seat.role, isHost: isHost(actor)});
  const addresses = addressesOf(work);
  const {fileBytes, dailyFiles, dailyFileBytes, keptFileBytes} = settings.limits;
  if (size > fileBytes) throw new Refusal('TOO_LARGE', `size: more than ${fileBytes} bytes`);
  const use = await tx.uploadUse(actor.user, now - ticketMs);
  if (use.files >= dailyFiles) throw new Refusal('ATTACHMENT_REJECTED', `more than ${dailyFiles} files in a day`);
  if (use.bytes + size > dailyFileBytes)
    throw new Refusal('ATTACHMENT_REJECTED', `more than ${dailyFileBytes} bytes in a day`);
  if (use.kept + size > keptFileBytes)
    throw new Refusal('ATTACHMENT_REJECTED', `more than ${keptFileBytes} bytes of one person`);
  const record: UploadRecord = {
    id: `f_${settings.ids()}`,
    user: actor.user,
    conversation: id,
    name: plainName(name),
    size,
    state: 'open',
    file: undefined,
    bytes: size,
    message: undefined,
    createdAt: now,
  };
  await tx.putUpload(record);
  return {id: record.id, url: addresses.upload(record.id), expiresAt: now + ticketMs};
}

/** What of a conversation's files the asker sees, and what their addresses are bound to. */
async function sightOfFiles(look: Look, id: string): Promise<{window: Window; joined: number}> {
  if (isHost(look.actor)) {
    await openToHost(look, id);
    return {window: whole, joined: byHost};
  }
  const {window, member} = await joinedMember(look, id);
  return {window, joined: member.joinedSeq};
}

/** @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED */
export async function fileUrls(
  look: Look,
  {conversation: id, files}: InputOf<'file.urls'>,
): Promise<OutputOf<'file.urls'>> {
  const {tx, actor, now} = look;
  const {window, joined} = await sightOfFiles(look, id);
  const addresses = addressesOf(look);
  const records = (await tx.uploads(files)).filter(
    ({conversation, message, file}) => conversation === id && message !== undefined && file !== undefined,
  );
  const messages = await tx.messages(id, [...new Set(records.map(({message}) => message as string))]);
  const seen = new Set(messages.filter((message) => isSeen(window, message)).map((message) => message.id));
  const until = now - (now % addressStepMs) + addressMs;
  return {
    files: records
      .filter(({message}) => seen.has(message as string))
      .map(({id: file, file: kept}) => {
        const grant: Grant = {id: file, user: actor.user, joined, until};
        const {large, small} = kept?.versions ?? {};
        return defined({
          id: file,
          url: addresses.file(grant, large ? 'large' : 'original'),
          preview: small && addresses.file(grant, 'small'),
          expiresAt: until,
        }) as OutputOf<'file.urls'>['files'][number];
      }),
  };
}

/** What members see of a file. */
export function toAttachment({id, name, file}: UploadRecord, alt: string | undefined): Attachment {
  const {type = '', size = 0, width, height, placeholder, durationMs, video} = file ?? {};
  return defined({id, name, type, size, width, height, placeholder, durationMs, video, alt}) as Attachment;
}

/**
 * The files a message is to have, each the sender's own, of this conversation, complete, and in no other message.
 * @throws {Refusal} ATTACHMENT_MISSING, ATTACHMENT_REJECTED, SCHEMA
 */
export async function filesFor(
  {tx, actor}: Work,
  message: {conversation: string; id: string},
  inputs: readonly AttachmentInput[],
): Promise<UploadRecord[]> {
  const ids = inputs.map(({id}) => id);
  if (new Set(ids).size < ids.length) throw new Refusal('SCHEMA', 'content.attachments: the same file twice');
  const found = new Map((await tx.uploads(ids)).map((record) => [record.id, record]));
  return inputs.map(({id}, at) => {
    const record = found.get(id);
    const isTheirs =
      record &&
      record.user === actor.user &&
      record.conversation === message.conversation &&
      (record.message === undefined || record.message === message.id);
    if (isTheirs && record.state === 'refused')
      throw new Refusal('ATTACHMENT_REJECTED', `content.attachments.${at}: was not accepted`);
    if (!isTheirs || record.state !== 'ready')
      throw new Refusal('ATTACHMENT_MISSING', `content.attachments.${at}: not known`);
    return record;
  });
}

/** Puts files into a message, and takes those away that it no longer has. */
export async function setFiles(
  work: Work,
  id: string,
  records: readonly UploadRecord[],
  before: readonly UploadRecord[] = [],
) {
  for (const record of records) if (record.message !== id) await work.tx.putUpload({...record, message: id});
  await loseFiles(
    work,
    before.filter((old) => !records.some((record) => record.id === old.id)),
  );
}

/** From this commit on nobody reads them; their bytes are deleted behind it. */
export async function loseFiles({tx, out}: Work, records: readonly UploadRecord[]): Promise<void> {
  for (const record of records) {
    await tx.putUpload(lost(record));
    out.hasLostFiles = true;
  }
}
