/** What this device remembers of choosing emoji: the tone of skin and what was chosen last. */
const key = 'parlor-emoji';
const mostRecent = 24;

export type EmojiMemory = {tone: number; recent: readonly string[]};

/** Where a page has no storage, or somebody else's value in it, the memory lasts as long as the page. */
let now: EmojiMemory | undefined;

export function remembered(): EmojiMemory {
  now ??= read() ?? {tone: 0, recent: []};
  return now;
}

export function remember(change: Partial<EmojiMemory>): void {
  now = {...remembered(), ...change};
  try {
    localStorage.setItem(key, JSON.stringify(now));
  } catch {
    // no storage, or a full one: remembered until the page goes
  }
}

/** Puts one in front of those chosen last. */
export const chosen = (glyph: string): void =>
  remember({recent: [glyph, ...remembered().recent.filter((other) => other !== glyph)].slice(0, mostRecent)});

function read(): EmojiMemory | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '');
    const {tone, recent} = value as EmojiMemory;
    if (!(Number.isInteger(tone) && tone >= 0 && tone < 6 && Array.isArray(recent))) return;
    return {
      tone,
      recent: recent.filter((glyph) => typeof glyph === 'string' && glyph.length < 32).slice(0, mostRecent),
    };
  } catch {
    return undefined;
  }
}
