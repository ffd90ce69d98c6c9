/** Files in messages: the ticket for an upload, and addresses for a while from which files are read. */
import * as v from 'valibot';
import {ConversationId, Timestamp} from './ids.js';
import {FileId} from './model.js';
import {operation} from './operation.js';

/** Files whose addresses one request asks for. */
export const mostFileUrls = 50;

export const uploadCreate = operation({
  does: 'A ticket for one file of a conversation: an address that takes its bytes by tus, whole or in parts, until the ticket expires.',
  input: v.strictObject({
    conversation: ConversationId,
    /** As the sender's device names it. Paths are cut off, and what a file system or a reader could stumble over is replaced. */
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
    /** Bytes: no more and no less are taken. */
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    /** What the sender takes it for; the server looks for itself (PWP-FILE-005). */
    type: v.optional(v.pipe(v.string(), v.maxLength(255))),
  }),
  output: v.object({
    id: FileId,
    /** Absolute, or against the address of the server. Whoever has it may upload. */
    url: v.string(),
    expiresAt: Timestamp,
  }),
  rest: [{method: 'POST', path: '/conversations/{conversation}/uploads'}],
  cost: 'write',
  who: 'writer',
  durable: false,
});

/** Addresses of one file, good until `expiresAt`. Absolute, or against the address of the server. */
export const FileUrls = v.object({
  id: FileId,
  url: v.string(),
  /** Of a picture: a small version of it, at most 300 pixels wide and high. */
  preview: v.optional(v.string()),
  expiresAt: Timestamp,
});
export type FileUrls = v.InferOutput<typeof FileUrls>;

export const fileUrls = operation({
  does: 'Addresses of files of messages, for at most five minutes. Files that are not there, or not to be seen, are left out.',
  input: v.strictObject({
    conversation: ConversationId,
    files: v.pipe(v.array(FileId), v.minLength(1), v.maxLength(mostFileUrls)),
  }),
  output: v.object({files: v.array(FileUrls)}),
  rest: [{method: 'POST', path: '/conversations/{conversation}/files/urls'}],
  cost: 'read',
  who: 'member',
  durable: false,
});
