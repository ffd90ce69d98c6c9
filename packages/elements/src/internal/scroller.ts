/**
 * The one owner of a virtual list's scroll position, canvas height and row window (UX 3.2). It reads the DOM, asks
 * `window.ts` what follows, has the rows drawn, measures new ones at once, and writes the result, all before the paint.
 *
 *     scroller  column-reverse, scrolls; position 0 is the end, growing upward
 *       canvas  the height of everything
 *         rows  absolute, hung from the end of the drawn rows; its children are the rows in order
 *
 * What must hold: nobody else writes scrollTop. No write while the reader scrolls upward (UX-V2), none while a finger is
 * down. Heights are read once per new row. Pinned rows stay mounted out of range, absolutely, in order.
 */
import {Rest} from './rest.js';
import {Widening} from './widening.js';
import {
  apply,
  bottomOf,
  createWindow,
  distanceToEnd,
  distanceToStart,
  type Placement,
  topOf,
  visibleRows,
  type WindowEvent,
  type WindowState,
} from './window.js';

/** What stays in view when a reader pages, px. */
const pageOverlap = 48;

export type ScrollerHost = {
  /** Renders exactly these rows, in order, synchronously; `elements` returns their elements. */
  draw: (indexes: readonly number[]) => void;
  /** Whether the row is drawn with a head (name, gap), whose coming or going must not move the text under it. */
  hasHead: (index: number) => boolean;
  /** Rows that stay mounted wherever they are, as keys. */
  pinned: () => Iterable<string>;
  /** The view, or the rows in it, moved. `isResting`: nobody is scrolling. */
  onMove: (isResting: boolean) => void;
};

type Drawn = {index: number; element: HTMLElement; head: boolean; measuredHead: boolean};

/** iOS ends a fling when the scroll position is written. */
const stopsFlings = typeof CSS !== 'undefined' && CSS.supports('-webkit-touch-callout', 'none');

export class Scroller {
  readonly #host: ScrollerHost;
  #state: WindowState;
  #elements: {scroller: HTMLElement; canvas: HTMLElement; rows: HTMLElement} | undefined;
  #drawn = new Map<string, Drawn>();
  #keyOf = new WeakMap<Element, string>();
  #resized = new ResizeObserver((entries) => this.#onResize(entries));
  #last: Omit<Placement, 'state' | 'jump'> = {height: Number.NaN, bottom: Number.NaN};
  #jump = 0;
  #rest = new Rest(() => this.#atRest());
  #held: Set<HTMLElement> | undefined;
  #frame = 0;
  #wasHidden = true;
  #widening = new Widening(
    (reach) => this.#take({type: 'reach', reach}),
    () => this.refresh(),
  );

  constructor(host: ScrollerHost, guesses: readonly number[]) {
    this.#host = host;
    this.#state = createWindow(guesses);
  }

  get state(): WindowState {
    return this.#state;
  }

  /** Starts, also after the element was moved in the page. */
  connect(scroller: HTMLElement, canvas: HTMLElement, rows: HTMLElement): void {
    this.#elements = {scroller, canvas, rows};
    this.#wasHidden = true;
    scroller.addEventListener('scroll', this.#onScroll, {passive: true});
    for (const type of ['touchstart', 'touchend', 'touchcancel'] as const) {
      scroller.addEventListener(type, this.#onTouch, {passive: true});
    }
    this.#resized.observe(scroller);
    for (const {element} of this.#drawn.values()) this.#resized.observe(element);
    this.#onViewport();
  }

  disconnect(): void {
    const scroller = this.#elements?.scroller;
    if (!scroller) return;
    scroller.removeEventListener('scroll', this.#onScroll);
    for (const type of ['touchstart', 'touchend', 'touchcancel'] as const)
      scroller.removeEventListener(type, this.#onTouch);
    this.#resized.disconnect();
    this.#rest.stop();
    cancelAnimationFrame(this.#frame);
    this.#widening.stop();
    this.#elements = undefined;
  }

  /** `sticks`: the last row is the newest there is. */
  setRows(keys: readonly string[], classes: Uint8Array, sticks: boolean): void {
    this.#take({type: 'rows', keys, classes, sticks});
    this.refresh();
  }

  /** The next rows are those of another list. */
  begin(): void {
    this.#widening.begin();
  }

  /** Draws all rows in the end (UX `virtual`), or those around the view. */
  setAll(all: boolean): void {
    this.#widening.want(all ? 'all' : 'near');
  }

  /** Keeps this row where it is as long as it is seen; with `grows` even while it grows at the end of the list. */
  hold(key: string | undefined, grows = false): void {
    this.#take({type: 'hold', key, grows});
  }

  /** Shows a row at a share of the view's height, at once. */
  goTo(index: number, at: number): void {
    cancelAnimationFrame(this.#frame);
    // Rows around the target are measured on the way, so the place found first is a guess; the third is exact.
    for (let pass = 0; pass < 3; pass++) {
      this.#take({type: 'goto', index, at});
      this.refresh();
    }
  }

  /** Brings a row into view, moving as little as possible. */
  reveal(index: number): void {
    for (let pass = 0; pass < 3; pass++) {
      this.#take({type: 'reveal', index});
      this.refresh();
    }
  }

  /** Goes to the end: in 240 ms when it is near, else at once (UX-L6). */
  goToEnd(isSmooth = false): void {
    cancelAnimationFrame(this.#frame);
    const from = distanceToEnd(this.#state);
    const still = document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!isSmooth || still || from > this.#state.viewport * 1.5) {
      const before = this.#state;
      this.#take({type: 'end'});
      const {first, end, scroll, drift, stuck} = this.#state;
      // an opened conversation mostly begins there: its rows, just drawn, are not drawn again
      const isThere =
        this.#jump === 0 &&
        before.stuck &&
        stuck &&
        first === before.first &&
        end === before.end &&
        scroll === before.scroll &&
        drift === before.drift &&
        this.#drawn.size > 0;
      if (!isThere) return this.refresh();
      this.#place();
      this.#host.onMove(!this.#rest.isMoving);
      return;
    }
    const began = performance.now();
    const step = (now: number): void => {
      const share = Math.min(1, Math.max(0, now - began) / 240);
      if (share === 1) return this.goToEnd();
      const scroll = Math.round(from * (1 - share) ** 3);
      this.#take({type: 'settle'});
      this.#jump += scroll - this.#state.scroll;
      this.#take({type: 'scrolled', scroll});
      this.refresh();
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  /** Scrolls by so many views, as the browser does by its keys: what follows comes with its scroll events. */
  page(views: number): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const top = views * (this.#state.viewport - pageOverlap);
    this.#elements?.scroller.scrollBy({top, behavior: still ? 'instant' : 'smooth'});
  }

  /** The element of a row, when it is mounted. */
  elementOf(key: string): HTMLElement | undefined {
    return this.#drawn.get(key)?.element;
  }

  /** How many px of a row are inside the view, and how high it is. */
  seen(index: number): {visible: number; height: number} {
    const top = topOf(this.#state, index);
    const low = topOf(this.#state, index + 1);
    return {visible: Math.max(0, Math.min(low, this.#state.viewport) - Math.max(top, 0)), height: low - top};
  }

  topOf(index: number): number {
    return topOf(this.#state, index);
  }

  visible(): {first: number; last: number} {
    return visibleRows(this.#state);
  }

  get distanceToEnd(): number {
    return distanceToEnd(this.#state);
  }

  get distanceToStart(): number {
    return distanceToStart(this.#state);
  }

  /** Draws what the state asks for, measures what is new, and puts everything in its place. */
  refresh(): void {
    const elements = this.#elements;
    if (!elements || this.#state.viewport === 0) return;
    for (let pass = 0; pass < 4; pass++) {
      const {first, end} = this.#state;
      const fresh = this.#draw(elements.rows).map(({index, element}) => ({index, height: element.offsetHeight}));
      if (fresh.length > 0) this.#take({type: 'measured', rows: fresh, isNew: true});
      if (first === this.#state.first && end === this.#state.end) break;
    }
    this.#place();
    this.#host.onMove(!this.#rest.isMoving);
    if (this.#drawn.size > 0) this.#widening.drawn();
  }

  /** Has the rows drawn and gives back those that were not there before. */
  #draw(rows: HTMLElement): Drawn[] {
    const {first, end, keys} = this.#state;
    const indexes: number[] = [];
    for (let i = first; i < end; i++) indexes.push(i);
    let hasPins = false;
    for (const key of this.#host.pinned()) {
      const index = keys.indexOf(key);
      if (index < 0 || (index >= first && index < end)) continue;
      indexes.push(index);
      hasPins = true;
    }
    if (hasPins) indexes.sort((a, b) => a - b);
    this.#host.draw(indexes);

    const before = this.#drawn;
    const fresh: Drawn[] = [];
    this.#drawn = new Map();
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i] as number;
      const key = keys[index] as string;
      const element = rows.children[i] as HTMLElement;
      const head = this.#host.hasHead(index);
      const was = before.get(key);
      const isSame = was?.element === element;
      const row = {index, element, head, measuredHead: isSame ? was.measuredHead : head};
      this.#drawn.set(key, row);
      if (isSame) continue;
      fresh.push(row);
      this.#keyOf.set(element, key);
      if (this.#held) this.#held.add(element);
      else this.#resized.observe(element);
    }
    for (const [key, {element}] of before)
      if (this.#drawn.get(key)?.element !== element) this.#resized.unobserve(element);
    return fresh;
  }

  /**
   * Rows drawn because of what was just observed are observed from the next frame on; they are measured when they are drawn.
   * Within this one the browser could not deliver it, and would tell the page of an error.
   */
  #holdNew(): void {
    if (this.#held) return;
    const held = new Set<HTMLElement>();
    this.#held = held;
    requestAnimationFrame(() => {
      this.#held = undefined;
      if (!this.#elements) return;
      for (const {element} of this.#drawn.values()) if (held.has(element)) this.#resized.observe(element);
    });
  }

  #onResize(entries: readonly ResizeObserverEntry[]): void {
    this.#holdNew();
    const rows: {index: number; height: number; top: boolean}[] = [];
    for (const entry of entries) {
      if (entry.target === this.#elements?.scroller) {
        this.#onViewport();
        continue;
      }
      const row = this.#drawn.get(this.#keyOf.get(entry.target) ?? '');
      if (row?.element !== entry.target) continue;
      const height = entry.borderBoxSize[0]?.blockSize ?? 0;
      const top = row.head !== row.measuredHead;
      row.measuredHead = row.head;
      if (Math.abs(height - (topOf(this.#state, row.index + 1) - topOf(this.#state, row.index))) > 0.01) {
        rows.push({index: row.index, height, top});
      }
    }
    if (rows.length === 0) return;
    this.#take({type: 'measured', rows});
    this.refresh();
    this.#rest.wait();
  }

  #onViewport(): void {
    const scroller = this.#elements?.scroller;
    if (!scroller) return;
    const {clientHeight: height, clientWidth: width} = scroller;
    const {viewport, width: before} = this.#state;
    if (height === 0) this.#wasHidden = true;
    if (height === 0 || (height === viewport && width === before && !this.#wasHidden)) return;
    this.#take({type: 'viewport', height, width});
    if (width !== before) {
      // Every mounted row may have another height now; read them all in one layout.
      const rows = [...this.#drawn.values()].map((row) => ({index: row.index, height: row.element.offsetHeight}));
      this.#take({type: 'measured', rows, isNew: true});
    }
    this.refresh();
    if (this.#wasHidden) {
      // A browser forgets the scroll position of what it does not show.
      this.#wasHidden = false;
      scroller.scrollTop = -this.#state.scroll;
    }
  }

  #onScroll = (): void => {
    const scroller = this.#elements?.scroller;
    if (!scroller || scroller.clientHeight === 0) return;
    const scroll = -scroller.scrollTop;
    const before = this.#state.scroll;
    if (scroll === before) return;
    this.#rest.isMoving = true;
    this.#rest.wait();
    const drawn = this.#state;
    this.#take({type: 'scrolled', scroll});
    const {drift, viewport, first, end} = this.#state;
    const isNearWall = drift > 0 && this.#state.scroll < viewport;
    if (
      scroll < before &&
      !stopsFlings &&
      !this.#rest.isDown &&
      (isNearWall || Math.abs(drift) > viewport) &&
      Math.abs(drift) < 1_000_000
    ) {
      this.#take({type: 'settle'});
    }
    if (first !== drawn.first || end !== drawn.end) return this.refresh();
    this.#place();
    this.#host.onMove(false);
  };

  #onTouch = (event: TouchEvent): void => {
    this.#rest.isDown = event.touches.length > 0;
    cancelAnimationFrame(this.#frame);
    this.#rest.wait();
  };

  #atRest(): void {
    const scroller = this.#elements?.scroller;
    if (!scroller) return;
    // what the reader did a moment ago is not known yet, and would be undone by what is written now
    if (-scroller.scrollTop !== this.#state.scroll && scroller.clientHeight > 0) return this.#onScroll();
    this.#rest.isMoving = false;
    if (scroller.clientHeight > 0) this.#take({type: 'settle'});
    this.refresh();
  }

  #take(event: WindowEvent): void {
    const {state, height, bottom, jump} = apply(this.#state, event);
    const isOwed = state.drift !== 0 && !state.stuck;
    this.#state = state;
    this.#jump += jump;
    this.#next = {height, bottom};
    if (isOwed && event.type !== 'settle' && !this.#rest.isMoving) this.#rest.wait();
  }

  #next: Omit<Placement, 'state' | 'jump'> = {height: 0, bottom: 0};

  #place(): void {
    if (!this.#elements) return;
    const {scroller, canvas, rows} = this.#elements;
    const {height, bottom} = this.#next;
    if (height !== this.#last.height) canvas.style.height = `${height}px`;
    if (bottom !== this.#last.bottom) rows.style.bottom = `${bottom}px`;
    this.#last = this.#next;
    for (const {index, element} of this.#drawn.values()) {
      const isOut = index < this.#state.first || index >= this.#state.end;
      if (!isOut && !element.style.position) continue;
      // Never beyond the canvas: that would make it higher.
      const own = Math.min(bottomOf(this.#state, index), height - element.offsetHeight) - bottom;
      element.style.cssText = isOut ? `position:absolute;inset-inline:0;bottom:${own}px` : '';
    }
    if (this.#jump !== 0) scroller.scrollTop = -this.#state.scroll;
    this.#jump = 0;
  }
}
