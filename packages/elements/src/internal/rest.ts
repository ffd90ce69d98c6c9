/** When nobody scrolls: no finger is down, no scroll was told for a while, and a frame has passed as well. */

/** Without a scroll event for this long nobody is scrolling. */
const restMs = 120;

export class Rest {
  readonly #come: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  /** A finger is down. */
  isDown = false;
  /** Scrolls have been told since the last rest. */
  isMoving = false;

  /** `come` is called when it has come. */
  constructor(come: () => void) {
    this.#come = come;
  }

  /** Something moved: it is to be waited for anew. */
  wait(): void {
    this.#cancel();
    // a busy page tells of the next step of a smooth scroll late, but before the frame it belongs to
    this.#timer = setTimeout(() => {
      if (document.hidden) this.#end();
      else this.#frame = requestAnimationFrame(() => this.#end());
    }, restMs);
  }

  stop(): void {
    this.#cancel();
    this.isDown = false;
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  #end(): void {
    if (!this.isDown) this.#come();
  }
}
