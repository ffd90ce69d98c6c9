/**
 * The geometry of the virtual list (UX 3.2): which rows to draw, where, and how far to correct. Pure: no DOM, no clock.
 *
 * The list hangs from its end. A place is told by its distance in px from the end of the content, growing upward; `scroll`
 * is how far the view's lower edge stands above the canvas's lower edge (what the browser calls `-scrollTop`). Growth above
 * the view therefore moves nothing. Growth below the anchor is taken up by `drift`, the debt between where rows are drawn
 * and where they ought to be, which is paid when nobody scrolls.
 *
 *     a row's top is drawn fromEnd(row) - drift above the canvas's lower edge
 *
 * What holds after every event: at the end (`stuck`) drift is 0; else, unless the event asks for another place, the anchor
 * row's top stands where it stood before (UX-V1), and nothing that happens above it asks for a `jump` (UX-V2).
 */
import {
  createRowSizes,
  fromEnd,
  heightOf,
  isMeasured,
  type RowSizes,
  rowAt,
  scaleToGuesses,
  setHeight,
  spliceRows,
} from './row-sizes.js';

/** At the end means within this many px of it (UX-L6). */
const atEnd = 4;
/** Rows are drawn this far beyond the view, px, and drawn anew when less than three quarters of it are left. */
const overscan = 400;
/** Never more rows than this, unless the view itself holds more (UX-V4). */
const maxRows = 60;
/** The canvas is never higher: browsers clamp or drop taller boxes (UX-V9). */
const cap = 8_000_000;
/** The canvas is re-based when the view rests this near to the edge of a capped canvas. */
const capMargin = 1_000_000;

/** Which rows are drawn: those of which something is seen, those around the view as well, or all. */
export type Reach = 'seen' | 'near' | 'all';

export type WindowState = {
  readonly keys: readonly string[];
  /** Changed in place: a state must not be used any more after an event was applied to it. */
  readonly sizes: RowSizes;
  /** A running mean of heights per row class, and over how many rows. Changed in place too. */
  readonly guesses: Float64Array;
  readonly seen: Float64Array;
  readonly width: number;
  readonly viewport: number;
  readonly scroll: number;
  readonly drift: number;
  readonly stuck: boolean;
  /** What is shown reaches the newest: only then the end is a place to stick to. */
  readonly sticks: boolean;
  /** The row that must not move; -1 without rows. */
  readonly anchor: number;
  /** The row asked to be the anchor as long as it is seen: the focused one, or the one under a pointer that acted. */
  readonly held: string | undefined;
  readonly reach: Reach;
  /** Rows to draw: from `first` up to, not including, `end`. */
  readonly first: number;
  readonly end: number;
};

export type WindowEvent =
  /** The rows are now these. Class 0 is for rows that come and go (days, dividers): they never are the anchor. */
  | {type: 'rows'; keys: readonly string[]; classes: Uint8Array; sticks?: boolean}
  /**
   * Rows were measured: for the first time, as the answer to another event (`isNew`), or because they changed.
   * `top`: it is the row's head that changed, so its lower edge should stay.
   */
  | {type: 'measured'; rows: readonly {index: number; height: number; top?: boolean}[]; isNew?: boolean}
  | {type: 'scrolled'; scroll: number}
  | {type: 'viewport'; height: number; width: number}
  /** Nobody scrolls: pay the drift. */
  | {type: 'settle'}
  /** Show row `index` with its top at `at` (0 to 1) of the view's height. */
  | {type: 'goto'; index: number; at: number}
  /** Bring the whole row into view, moving as little as possible. */
  | {type: 'reveal'; index: number}
  | {type: 'end'}
  /** With `grows`, the reader is about to change that row's height: its top stays even at the end of the list (UX-M10). */
  | {type: 'hold'; key: string | undefined; grows?: boolean}
  | {type: 'reach'; reach: Reach};

export type Placement = {
  state: WindowState;
  /** Height of the canvas, px. */
  height: number;
  /** Where the drawn rows' lower edge stands above the canvas's lower edge, px. */
  bottom: number;
  /** To be added to `scroll`, which the state contains already; 0: do not touch the scroll position. */
  jump: number;
};

/** A list without rows. `guesses`: the height to expect per row class until rows of it were measured, px. */
export function createWindow(guesses: readonly number[]): WindowState {
  return {
    keys: [],
    sizes: createRowSizes(),
    guesses: Float64Array.from(guesses),
    seen: new Float64Array(guesses.length),
    width: 0,
    viewport: 0,
    scroll: 0,
    drift: 0,
    stuck: true,
    sticks: true,
    anchor: -1,
    held: undefined,
    reach: 'near',
    first: 0,
    end: 0,
  };
}

/** The state after `event`, and where to put things. The old state is used up. */
export function apply(state: WindowState, event: WindowEvent): Placement {
  // What moves rows keeps the anchor there was; what moves the view chooses it anew.
  const movesRows = event.type === 'rows' || event.type === 'viewport' || event.type === 'measured';
  const before = movesRows && !(event.type === 'measured' && event.isNew) ? chooseAnchor(state) : state;
  const moved = walled(move(before, event));
  const next = withRange(
    movesRows || event.type === 'goto' ? moved : chooseAnchor(moved),
    event.type === 'rows' || event.type === 'viewport',
  );
  return {
    state: next,
    height: Math.ceil(Math.max(0, Math.min(cap, next.sizes.total - next.drift))),
    bottom: bottomOf(next, next.end - 1),
    jump: event.type === 'scrolled' ? next.scroll - event.scroll : next.scroll - state.scroll,
  };
}

/** How far a row's top stands below the view's upper edge, px; below zero when it is above. */
export const topOf = (state: WindowState, index: number): number => viewTop(state) - fromEnd(state.sizes, index);

/** Where a row's lower edge is drawn above the canvas's lower edge, px. */
export const bottomOf = (state: WindowState, index: number): number => fromEnd(state.sizes, index + 1) - state.drift;

/** How much content lies below the view's lower edge, px. */
export const distanceToEnd = (state: WindowState): number => state.scroll + state.drift;

/** How much content lies above the view's upper edge, px; below zero when the content is shorter than the view. */
export const distanceToStart = (state: WindowState): number => state.sizes.total - viewTop(state);

/** The first and last row of which some part is seen. */
export function visibleRows(state: WindowState): {first: number; last: number} {
  const first = rowAt(state.sizes, viewTop(state) - 0.01);
  return {first, last: Math.max(first, rowAt(state.sizes, distanceToEnd(state) + 0.01))};
}

const viewTop = (state: WindowState): number => distanceToEnd(state) + state.viewport;

function move(state: WindowState, event: WindowEvent): WindowState {
  switch (event.type) {
    case 'rows':
      return atRest(replaceRows(sticking(state, event.sticks ?? true), event.keys, event.classes));
    case 'measured':
      return atRest(measure(state, event.rows));
    case 'scrolled': {
      const distance = event.scroll + state.drift;
      // Who has begun to scroll up must not be pulled back by the next row that arrives.
      const stuck = state.sticks && distance <= (event.scroll > state.scroll ? 0.5 : atEnd);
      return {...state, scroll: event.scroll, stuck};
    }
    case 'viewport':
      return atRest(resize(state, event.height, event.width));
    case 'settle':
      return place(state, within(state, distanceToEnd(state)));
    case 'goto': {
      const wanted = fromEnd(state.sizes, event.index) - state.viewport * (1 - event.at);
      return {...place(state, within(state, wanted)), anchor: event.index};
    }
    case 'reveal': {
      const top = fromEnd(state.sizes, event.index);
      const low = fromEnd(state.sizes, event.index + 1);
      const here = distanceToEnd(state);
      // Its upper edge at least, when it is higher than the view.
      const wanted = top > viewTop(state) || top - low > state.viewport ? top - state.viewport : Math.min(here, low);
      return wanted === here ? state : place(state, within(state, wanted));
    }
    case 'end':
      return place(state, 0);
    case 'hold':
      return {...state, held: event.key, stuck: state.stuck && !event.grows};
    case 'reach':
      return {...state, reach: event.reach};
  }
}

/** The same view with its debts paid, as far as whole pixels go, and away from the edges of a capped canvas. */
function place(state: WindowState, distance: number): WindowState {
  const stuck = state.sticks && distance <= atEnd;
  let scroll = Math.round(stuck ? 0 : distance);
  if (distance + state.viewport > cap - capMargin) {
    const settled =
      state.scroll >= capMargin && state.scroll + state.viewport <= cap - capMargin && state.drift > capMargin;
    scroll = settled && distance === distanceToEnd(state) ? state.scroll : cap / 2;
  }
  return {...state, scroll, drift: stuck ? 0 : distance - scroll, stuck};
}

/** A list that goes on below is never at its end; one that came to its end while its last row was shown is. */
function sticking(state: WindowState, sticks: boolean): WindowState {
  if (sticks === state.sticks) return state;
  return {...state, sticks, stuck: sticks && distanceToEnd(state) <= atEnd};
}

/** At the end, after the layout changed, the end is shown exactly. */
const atRest = (state: WindowState): WindowState =>
  state.stuck && state.scroll >= 0 ? {...state, scroll: 0, drift: 0} : state;

/** Nothing is shown below the end of the content, and a view that has come to the end owes nothing. */
function walled(state: WindowState): WindowState {
  if (state.drift < 0 && distanceToEnd(state) <= 0) return {...state, scroll: 0, drift: 0, stuck: state.sticks};
  if (!state.stuck || state.drift === 0) return state;
  return {...state, scroll: state.scroll + Math.round(state.drift), drift: 0};
}

const within = (state: WindowState, distance: number): number =>
  Math.max(0, Math.min(distance, state.sizes.total - state.viewport));

function measure(state: WindowState, rows: readonly {index: number; height: number; top?: boolean}[]): WindowState {
  const {sizes, guesses, seen} = state;
  let drift = state.drift;
  for (const row of rows) {
    // Hidden rows measure 0: that says nothing about them.
    if (row.height <= 0 || row.index >= sizes.count) continue;
    if (!isMeasured(sizes, row.index)) {
      const kind = sizes.classes[row.index] as number;
      seen[kind] = Math.min(64, (seen[kind] ?? 0) + 1);
      guesses[kind] = (guesses[kind] ?? 0) + (row.height - (guesses[kind] ?? 0)) / seen[kind];
    }
    const growth = setHeight(sizes, row.index, row.height);
    if (row.index > state.anchor || (row.index === state.anchor && !row.top)) drift += growth;
  }
  return state.stuck ? state : {...state, drift};
}

function resize(state: WindowState, viewport: number, width: number): WindowState {
  if (width === state.width || state.width === 0 || width === 0)
    return {...state, viewport, width: width || state.width};
  const before = fromEnd(state.sizes, state.anchor);
  scaleToGuesses(state.sizes, state.width / width);
  for (let kind = 0; kind < state.guesses.length; kind++) {
    state.guesses[kind] = ((state.guesses[kind] as number) * state.width) / width;
  }
  const drift = state.stuck ? 0 : state.drift + fromEnd(state.sizes, state.anchor) - before;
  return {...state, viewport, width, drift};
}

/** Rows that stay keep their heights; new ones get the guess of their class. */
function replaceRows(state: WindowState, keys: readonly string[], classes: Uint8Array): WindowState {
  const {sizes, keys: old} = state;
  let same = 0;
  while (same < old.length && same < keys.length && old[same] === keys[same]) same++;
  let tail = 0;
  const most = Math.min(old.length, keys.length) - same;
  while (tail < most && old[old.length - 1 - tail] === keys[keys.length - 1 - tail]) tail++;

  const removed = old.length - same - tail;
  const heights = new Float32Array(keys.length - same - tail);
  const known = new Map<string, number>();
  for (let i = same; i < same + removed; i++) known.set(old[i] as string, sizes.heights[i] as number);
  for (let i = 0; i < heights.length; i++) {
    // looking for 100,000 keys among none takes its time too
    const height = removed > 0 ? known.get(keys[same + i] as string) : undefined;
    heights[i] = height ?? -(state.guesses[classes[same + i] as number] ?? 0);
  }

  const anchor = survivor(state, keys, same, tail);
  const before = fromEnd(sizes, anchor.was);
  spliceRows(sizes, same, removed, heights, classes.subarray(same, keys.length - tail));
  sizes.classes.set(classes);
  const drift = state.stuck ? 0 : state.drift + fromEnd(sizes, anchor.is) - before;
  return {...state, keys, anchor: anchor.is, drift};
}

/** The anchor, or the row nearest to it that is still there: its old and its new index. */
function survivor(state: WindowState, keys: readonly string[], same: number, tail: number): {was: number; is: number} {
  const old = state.keys;
  const indexNow = (was: number): number => {
    if (was < same) return was;
    if (was >= old.length - tail) return was + keys.length - old.length;
    return keys.indexOf(old[was] as string, same);
  };
  const later = (from: number, step: number): {was: number; is: number} | undefined => {
    for (let was = from; was >= 0 && was < old.length; was += step) {
      const is = (state.sizes.classes[was] as number) > 0 ? indexNow(was) : -1;
      if (is >= 0) return {was, is};
    }
    return undefined;
  };
  const start = Math.min(Math.max(0, state.anchor), old.length - 1);
  return later(start, 1) ?? later(start, -1) ?? {was: old.length, is: keys.length};
}

/** The held row while it is seen, else the first message whose top is inside the view, else what covers its upper edge. */
function chooseAnchor(state: WindowState): WindowState {
  const {sizes, held, keys} = state;
  const top = viewTop(state);
  const low = distanceToEnd(state);
  if (held !== undefined) {
    const anchor = keys[state.anchor] === held ? state.anchor : keys.indexOf(held);
    if (anchor >= 0 && fromEnd(sizes, anchor) > low && fromEnd(sizes, anchor + 1) < top) return {...state, anchor};
  }
  const covering = rowAt(sizes, top);
  let anchor = covering;
  let place = covering < 0 ? 0 : fromEnd(sizes, covering);
  while (anchor < sizes.count - 1 && (place > top + 0.01 || sizes.classes[anchor] === 0))
    place -= heightOf(sizes, anchor++);
  return {...state, anchor: place > low && anchor >= 0 ? anchor : covering};
}

/** Which rows to draw; `anew` where rows changed, else only when those drawn do not suffice. */
function withRange(state: WindowState, anew: boolean): WindowState {
  const {sizes} = state;
  if (state.reach === 'all' || sizes.count === 0) return {...state, first: 0, end: sizes.count};
  if (!anew && covers(state)) return state;
  const visible = visibleRows(state);
  const beyond = state.reach === 'near' ? overscan : 0;
  let first = rowAt(sizes, viewTop(state) + beyond);
  let last = rowAt(sizes, distanceToEnd(state) - beyond);
  // A row that is to stand at a place is measured, also where by its guess nothing of it would be seen.
  const {anchor} = state;
  if (beyond === 0 && anchor >= Math.max(0, first - maxRows) && anchor < Math.min(sizes.count, last + maxRows)) {
    first = Math.min(first, anchor);
    last = Math.max(last, anchor);
  }
  while (last - first >= maxRows && (first < visible.first || last > visible.last)) {
    if (visible.first - first > last - visible.last) first++;
    else last--;
  }
  return {...state, first, end: last + 1};
}

/** Whether the rows drawn now are still enough, and not far too many. */
function covers(state: WindowState): boolean {
  const {sizes, first, end, reach} = state;
  if (reach === 'seen' || end > sizes.count || end - first > maxRows) return false;
  const above = fromEnd(sizes, first) - viewTop(state);
  const below = distanceToEnd(state) - fromEnd(sizes, end);
  const enough = (left: number, isEdge: boolean): boolean =>
    (left >= overscan * 0.75 || isEdge) && left <= overscan * 2;
  return enough(above, first === 0) && enough(below, end === sizes.count);
}
