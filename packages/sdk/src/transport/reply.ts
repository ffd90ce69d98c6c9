/** What every way to a server knows of its answers. */
import type {Reply} from '../protocol/frames.js';

/** How long an answer may take. */
export const requestMs = 15_000;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Whether it is an answer; what is inside one is the server's word. */
export const isReply = (value: unknown): value is Reply =>
  isObject(value) &&
  (value.ok === true
    ? isObject(value.result)
    : value.ok === false && typeof value.code === 'string' && typeof value.retry === 'string');
