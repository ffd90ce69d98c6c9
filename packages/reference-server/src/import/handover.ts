/** What an import and a running server say to each other over the control socket, a JSON value a line. */
import {ConversationId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {greeting} from '../control/claim.js';
import {Entry, Group} from './prepared.js';

/** Bytes of one message. A group of ten thousand members is the longest. */
export const mostBytes = 8 * 1024 * 1024;
/** Bytes of one answer. */
export const mostAnswerBytes = 16 * 1024;
/** Messages of the log in one step, at most. */
const mostEntries = 500;

/** One step: done in one transaction, or not at all. `settle` takes a few. */
export const Step = v.variant('do', [
  v.strictObject({do: v.literal('group'), group: Group}),
  v.strictObject({
    do: v.literal('write'),
    entries: v.pipe(v.array(Entry), v.minLength(1), v.maxLength(mostEntries)),
  }),
  v.strictObject({do: v.literal('settle'), conversation: ConversationId}),
]);
export type Step = v.InferOutput<typeof Step>;

/** `added`: how many messages were new. */
export const Answer = v.variant('ok', [
  v.object({ok: v.literal(true), added: v.number(), notifications: v.optional(v.number())}),
  v.object({ok: v.literal(false), error: v.string()}),
]);
export type Answer = v.InferOutput<typeof Answer>;

/** `entries`: how many messages to hand over at once. `refused`: why not now. */
export const Greeting = v.union([
  v.object({parlor: v.literal(greeting.parlor), version: v.literal(greeting.version), entries: v.number()}),
  v.object({parlor: v.literal(greeting.parlor), version: v.literal(greeting.version), refused: v.string()}),
]);
