/**
 * Where a reader left each conversation, for `open-at="saved"` (UX-L5): for as long as the tab lives, also across a reload.
 * Where a page may not use its session storage (a sandboxed frame), until the reload only.
 */
import type {LogPosition} from './log-position.js';

/** The oldest are forgotten beyond this many. */
const most = 100;
const storageKey = 'chat-positions';

type Known = Map<string, LogPosition>;
let known: Known | undefined;

const nameOf = (user: string, conversation: string): string => `${user} ${conversation}`;

export function positionOf(user: string, conversation: string): LogPosition | undefined {
  known ??= stored();
  return known.get(nameOf(user, conversation));
}

export function keepPosition(user: string, conversation: string, position: LogPosition): void {
  known ??= stored();
  const name = nameOf(user, conversation);
  known.delete(name);
  known.set(name, position);
  for (const old of known.keys()) {
    if (known.size <= most) break;
    known.delete(old);
  }
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...known]));
  } catch {
    // Full or forbidden: the places are known until the reload.
  }
}

/** As after a reload: only what was stored is known. @internal for tests */
export function forgetPositions(): void {
  known = undefined;
}

function stored(): Known {
  try {
    const entries: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
  } catch {
    return new Map();
  }
}

/** Somebody else may have written there. */
function isEntry(entry: unknown): entry is [string, LogPosition] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const {atEnd, key, top} = (entry[1] ?? {}) as Record<string, unknown>;
  return atEnd === true || (atEnd === false && typeof key === 'string' && Number.isFinite(top));
}
