/** What nodes say to each other, as text. Others may write to the same Redis: what is not such a word is passed over. */
import * as v from 'valibot';
import type {Word} from '../peers.js';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const chosen = v.picklist(['auto', 'away', 'dnd', 'offline']);
export const activities = ['active', 'idle'] as const;

const Said = v.strictTuple([
  id,
  v.variant('is', [
    v.object({is: v.literal('hint')}),
    v.object({
      ...{is: v.literal('typing'), conversation: id, user: id, on: v.boolean()},
      to: v.pipe(v.array(id), v.maxLength(1_000)),
    }),
    v.object({is: v.literal('presence'), user: id, activity: v.optional(v.picklist(activities)), chosen}),
    v.object({is: v.literal('chosen'), user: id, chosen}),
    v.object({is: v.literal('bye')}),
  ]),
]);

export const written = (node: string, word: Word): string => JSON.stringify([node, word]);

export function read(text: string): {node: string; word: Word} | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(Said, value);
  return parsed.success ? {node: parsed.output[0], word: parsed.output[1]} : undefined;
}
