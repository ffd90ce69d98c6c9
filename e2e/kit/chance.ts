/** How often and with which dice a loop runs. `--times` of `npm test` sets PARLOR_TIMES; PARLOR_SEED repeats a run. */

/** Few in CI, many by hand. */
export const times = (few: number): number => {
  const wish = Number(process.env['PARLOR_TIMES'] ?? few);
  if (!Number.isInteger(wish) || wish < 1) throw new Error('PARLOR_TIMES is a whole number from 1 on');
  return wish;
};

export type Dice = {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<Item>(items: readonly Item[]): Item;
};

export const seed = Number(process.env['PARLOR_SEED'] ?? 20_260_801);

/** The same numbers for the same seed (mulberry32). What other processes make of them is theirs. */
export function dice(from = seed): Dice {
  let state = from >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {next, below, pick: (items) => items[below(items.length)] as (typeof items)[number]};
}
