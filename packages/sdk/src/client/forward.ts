/** Passes on what a message says: a message of mine in each of the other conversations, in the outbox like any other. */
import {newId} from '../base/id.js';
import {defined} from '../base/keep.js';
import {ChatError} from '../core/failure.js';
import {viewMessage} from '../core/message.js';
import type {Message, MessageFile} from '../core/view.js';
import {createDraft} from './draft.js';
import type {LocalFile} from './file-parts.js';
import type {MoreParts} from './more.js';

/** Conversations at a time: each is a message with files of its own. */
const mostAtOnce = 10;

export async function forward(
  parts: MoreParts,
  conversation: string,
  message: string,
  to: readonly string[],
): Promise<readonly string[]> {
  const {engine, sender} = parts;
  const targets = [...new Set(to)];
  if (targets.length > mostAtOnce) throw new ChatError('TOO_LARGE', {detail: `to: more than ${mostAtOnce}`});
  const {content, deleted} = await find(parts, conversation, message);
  if (deleted) throw new ChatError('MESSAGE_DELETED');
  if (content.kind === 'system') throw new ChatError('FORBIDDEN');
  const {lang, attachments, poll} = content;
  // who is asked there cannot vote here: the options go along as words (PWP-POLL-006)
  const text = [content.text, ...(poll?.options ?? []).map((option) => `• ${option.text}`)].join('\n');
  // whom it mentioned is somebody of the other conversation (PWP-FORWARD-003)
  const ranges = content.ranges.filter(({type}) => type !== 'mention');
  const said = {text, ...(ranges.length && {ranges}), ...(lang && {lang}), forwarded: true};
  if (!text.trim() && !attachments.length) throw new ChatError('SCHEMA', {detail: 'nothing to be forwarded'});
  const blobs = await Promise.all(attachments.map(async ({id}) => (await engine.files()).bytes(conversation, id)));
  return Promise.all(
    targets.map(async (target) => {
      const id = newId();
      const input = {conversation: target, id, content: said, clientTs: engine.clock.now()};
      const files = attachments.map((file, at) => localFile(file, blobs[at] as Blob));
      await sender.enqueue({op: 'message.send', lane: target, input, message: id, ...(files.length && {files})});
      return id;
    }),
  );
}

/** As it is on the screen, else as it is cached. */
async function find({engine}: MoreParts, conversation: string, message: string): Promise<Message> {
  const shown = engine.entry(conversation).timeline?.messages.findLast(({id}) => id === message);
  if (shown) return shown;
  const cached = await engine.run(() => createDraft(engine).message(conversation, message));
  if (!cached) throw new ChatError('NOT_FOUND');
  const rows = engine.rows(conversation).filter((row) => row.message === message);
  return viewMessage(cached, {conversation, user: engine.user, rows});
}

/** Of a picture it is the version that was shown. */
function localFile({name, type, alt, width, height}: MessageFile, blob: Blob): LocalFile {
  const key = newId();
  const {size} = blob;
  return {key, size, blob, shown: defined({id: key, name, type, size, alt, width, height})};
}
