/** The trace a request belongs to, as its caller says in `traceparent` (W3C Trace Context): for the log alone, nothing else looks at it. */
import type {Trace} from '../domain/domain.js';

/** Later versions may add fields behind these. */
const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const longest = 256;

/** Missing where there is none, or what is there is none. */
export function traceOf(header: string | readonly string[] | undefined): Trace | undefined {
  if (typeof header !== 'string' || header.length > longest) return undefined;
  const [, version, traceId, spanId, more] = form.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined)) return undefined;
  return {traceId, spanId};
}
