/**
 * When a message counts as seen (UX-L12): 60 % of it, or of the view, was visible for 300 ms while the page was visible
 * and had the focus, or the reader did something in the log within the last 10 s. A background tab, an unfocused window,
 * a message above or below the view: not seen.
 */
export type VisibleMessage = {key: string; seq: number};

export type SeenHost = {
  /** Messages of which enough is visible now. */
  visible: () => readonly VisibleMessage[];
  /** Told once for every message. */
  onSeen: (keys: string[], seq: number) => void;
};

const seenAfterMs = 300;
const actedWithinMs = 10_000;

export class Seen {
  readonly #element: HTMLElement;
  readonly #host: SeenHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #before: ReadonlySet<string> = new Set();
  #acted = Number.NEGATIVE_INFINITY;
  #last = 0;

  constructor(element: HTMLElement, host: SeenHost) {
    this.#element = element;
    this.#host = host;
  }

  connect(): void {
    for (const type of ['pointermove', 'pointerdown', 'keydown'] as const) {
      this.#element.addEventListener(type, this.#onAct, {passive: true});
    }
    window.addEventListener('focus', this.check);
    document.addEventListener('visibilitychange', this.check);
  }

  disconnect(): void {
    for (const type of ['pointermove', 'pointerdown', 'keydown'] as const)
      this.#element.removeEventListener(type, this.#onAct);
    window.removeEventListener('focus', this.check);
    document.removeEventListener('visibilitychange', this.check);
    this.reset(0);
  }

  /** Begins anew, with everything up to `seq` known to be read. */
  reset(seq: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = seq;
  }

  /** The newest message known to be read or seen. */
  get last(): number {
    return this.#last;
  }

  /** The reader is here: sees what is on the screen. */
  get isHere(): boolean {
    if (document.visibilityState !== 'visible') return false;
    return document.hasFocus() || performance.now() - this.#acted < actedWithinMs;
  }

  /** To be called whenever what is visible may have changed. */
  check = (): void => {
    if (this.#timer !== undefined || !this.isHere) return;
    const visible = this.#host.visible();
    if (!visible.some(({seq}) => seq > this.#last)) return;
    this.#before = new Set(visible.map(({key}) => key));
    this.#timer = setTimeout(this.#settle, seenAfterMs);
  };

  #settle = (): void => {
    this.#timer = undefined;
    if (!this.isHere) return;
    const seen = this.#host.visible().filter(({key, seq}) => seq > this.#last && this.#before.has(key));
    if (seen.length > 0) {
      this.#last = Math.max(...seen.map(({seq}) => seq));
      this.#host.onSeen(
        seen.map(({key}) => key),
        this.#last,
      );
    }
    // What came into view meanwhile has its own 300 ms.
    this.check();
  };

  #onAct = (): void => {
    this.#acted = performance.now();
    this.check();
  };
}
