/**
 * Which rows of a list are drawn when: the first frame of a list has those that are seen, and nobody waits for what is beyond. Those
 * around the view, and then all where all are wanted, come with the frames after it.
 */
import type {Reach} from './window.js';

export class Widening {
  readonly #set: (reach: Reach) => void;
  readonly #draw: () => void;
  #wanted: Reach = 'near';
  #now: Reach = 'near';
  #isNew = true;
  #frame: number | undefined;

  /** `set` takes another reach over; `draw` draws, when a later frame has its turn. */
  constructor(set: (reach: Reach) => void, draw: () => void) {
    this.#set = set;
    this.#draw = draw;
  }

  /** The next rows are those of another list. */
  begin(): void {
    this.#isNew = true;
  }

  /** What is to be drawn in the end; the caller draws. */
  want(reach: Reach): void {
    this.#wanted = reach;
    if (this.#isNew) this.#take('seen');
    else if (this.#frame === undefined) this.#take(reach);
  }

  /** Rows were drawn. */
  drawn(): void {
    this.#isNew = false;
    if (this.#frame !== undefined || this.#now === this.#wanted) return;
    // a page in the background has no frames, and nobody waits
    if (document.hidden) return this.#widen();
    // what is drawn in the first one is on the screen in the second
    this.#frame = requestAnimationFrame(() => {
      this.#frame = requestAnimationFrame(() => this.#widen());
    });
  }

  stop(): void {
    cancelAnimationFrame(this.#frame ?? 0);
    this.#frame = undefined;
  }

  #widen(): void {
    this.#frame = undefined;
    this.#take(this.#now === 'seen' ? 'near' : this.#wanted);
    this.#draw();
  }

  #take(reach: Reach): void {
    if (reach === this.#now) return;
    this.#now = reach;
    this.#set(reach);
  }
}
