/**
 * The heights of a list's rows in order, with sums over blocks of 256, so that a place among 100,000 rows is found in
 * about a microsecond. Everything is counted from the end, as the list is (UX 3.2). A row nobody has measured yet has a
 * guess, kept as a negative number.
 *
 * The arrays change in place: whoever holds a `RowSizes` holds the only one.
 */
export type RowSizes = {
  count: number;
  total: number;
  /** Height in px of each row; below zero it is a guess. */
  heights: Float32Array;
  /** What kind of row each is, 0 to 15: rows of one class share a guess. */
  classes: Uint8Array;
  /** The sum of every 256 heights. */
  blocks: Float64Array;
};

const blockOf = (index: number): number => index >> 8;

export function createRowSizes(): RowSizes {
  return {
    count: 0,
    total: 0,
    heights: new Float32Array(256),
    classes: new Uint8Array(256),
    blocks: new Float64Array(1),
  };
}

/** The height of a row, measured or guessed. */
export const heightOf = (sizes: RowSizes, index: number): number => Math.abs(sizes.heights[index] ?? 0);

export const isMeasured = (sizes: RowSizes, index: number): boolean => (sizes.heights[index] ?? 0) > 0;

/** From the end of the list up to the top of row `index`; 0 for `index === count`. */
export function fromEnd(sizes: RowSizes, index: number): number {
  const block = blockOf(index);
  let above = 0;
  for (let b = 0; b < block; b++) above += sizes.blocks[b] as number;
  for (let i = block << 8; i < index; i++) above += heightOf(sizes, i);
  return sizes.total - above;
}

/** The row that covers the place `distance` px above the end; the first or last row when it lies outside. -1: no rows. */
export function rowAt(sizes: RowSizes, distance: number): number {
  if (distance <= 0) return sizes.count - 1;
  let block = blockOf(Math.max(0, sizes.count - 1));
  let left = distance;
  while (block > 0 && left > (sizes.blocks[block] as number)) left -= sizes.blocks[block--] as number;
  let index = Math.min(sizes.count, (block + 1) << 8) - 1;
  while (index > 0 && left > heightOf(sizes, index)) left -= heightOf(sizes, index--);
  return index;
}

/** Sets a height and gives back by how much the row grew. `height` below zero is a guess. */
export function setHeight(sizes: RowSizes, index: number, height: number): number {
  const before = heightOf(sizes, index);
  sizes.heights[index] = height;
  const growth = heightOf(sizes, index) - before;
  sizes.blocks[blockOf(index)] = (sizes.blocks[blockOf(index)] as number) + growth;
  sizes.total += growth;
  return growth;
}

/** Puts rows in the place of `removed` rows from `at` on. */
export function spliceRows(
  sizes: RowSizes,
  at: number,
  removed: number,
  heights: Float32Array,
  classes: Uint8Array,
): void {
  const count = sizes.count - removed + heights.length;
  if (count > sizes.heights.length) {
    const room = Math.ceil((count * 1.5) / 256) * 256;
    sizes.heights = grown(sizes.heights, new Float32Array(room));
    sizes.classes = grown(sizes.classes, new Uint8Array(room));
    sizes.blocks = grown(sizes.blocks, new Float64Array(room / 256));
  }
  sizes.heights.copyWithin(at + heights.length, at + removed, sizes.count);
  sizes.classes.copyWithin(at + heights.length, at + removed, sizes.count);
  sizes.heights.set(heights, at);
  sizes.classes.set(classes, at);
  sizes.count = count;
  sumFrom(sizes, blockOf(at));
}

/** Makes every height a guess, `factor` times as large: what is left of them when the list's width changed. */
export function scaleToGuesses(sizes: RowSizes, factor: number): void {
  for (let i = 0; i < sizes.count; i++) sizes.heights[i] = -heightOf(sizes, i) * factor;
  sumFrom(sizes, 0);
}

function sumFrom(sizes: RowSizes, first: number): void {
  sizes.total = 0;
  for (let block = 0; block < sizes.blocks.length; block++) {
    if (block >= first) {
      let sum = 0;
      for (let i = block << 8; i < Math.min(sizes.count, (block + 1) << 8); i++) sum += heightOf(sizes, i);
      sizes.blocks[block] = sum;
    }
    sizes.total += sizes.blocks[block] as number;
  }
}

function grown<Numbers extends Float32Array | Uint8Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
