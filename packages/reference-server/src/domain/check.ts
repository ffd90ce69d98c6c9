/** The door: nothing goes in that the operations table does not describe (S14, PWP-SEND-004). */
import * as v from 'valibot';
import {Refusal} from './refusal.js';
import {assertText} from './text.js';

/**
 * The input as its schema gives it.
 * @throws {Refusal} SCHEMA with the path of the first wrong field; the detail never repeats a value.
 */
export function check<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const checked = checkShape(schema, input);
  assertText(checked);
  return checked;
}

/** The same for what is part of an input that was checked: its strings have been looked at. @throws {Refusal} SCHEMA */
export function checkShape<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const list = listIn(input);
  if (list !== undefined) throw new Refusal('SCHEMA', `${list}: wrong (array)`);
  const result = v.safeParse(schema, input, {abortEarly: true});
  if (!result.success) {
    const issue = result.issues[0];
    const path = (v.getDotPath(issue) ?? 'input').slice(0, 100);
    const unknown = issue.type === 'strict_object' && issue.expected === 'never';
    throw new Refusal('SCHEMA', unknown ? `${path}: unknown field` : `${path}: wrong (${issue.type})`);
  }
  return result.output;
}

/**
 * Where a list stands for an object that needs no field. The schemas let it pass: to them a list is an object with numbers
 * for names.
 */
function listIn(input: unknown): string | undefined {
  if (Array.isArray(input)) return 'input';
  const {data, content} = (input ?? {}) as {data?: unknown; content?: {data?: unknown} | null};
  if (Array.isArray(data)) return 'data';
  return Array.isArray(content?.data) ? 'content.data' : undefined;
}
