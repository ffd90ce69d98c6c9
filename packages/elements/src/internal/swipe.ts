/** A finger that draws a row aside. Everything it does is in the row's menu too (WCAG 2.5.7). */

/** So far a finger moves on its own account, in px. */
const slop = 10;
/** From here on letting go does it, in px. */
const enough = 72;
const most = 112;

type Point = {clientX: number; clientY: number};
/** What letting go does, by the side the row is drawn to; a side without a word is none. */
export type SwipeWords = {start?: string; end?: string};

/** How far a row goes with a finger: not at all while it may be scrolling, and then up to a limit. */
export function drawnAside(dx: number, dy: number): number {
  if (Math.abs(dx) <= slop || Math.abs(dx) < 2 * Math.abs(dy)) return 0;
  return Math.sign(dx) * Math.min(most, Math.abs(dx) - slop);
}

export class Swipe {
  readonly row: HTMLElement;
  readonly #from: Point;
  readonly #words: SwipeWords;
  readonly #isRtl: boolean;
  #aside = 0;
  #mode: 'waits' | 'swipes' | 'scrolls' = 'waits';

  constructor(row: HTMLElement, from: Point, words: SwipeWords) {
    this.row = row;
    this.#from = {clientX: from.clientX, clientY: from.clientY};
    this.#words = words;
    this.#isRtl = row.matches(':dir(rtl)');
  }

  /** Answers whether the finger has moved on purpose, so that it is no long press. */
  move({clientX, clientY}: Point): boolean {
    const dx = clientX - this.#from.clientX;
    const dy = clientY - this.#from.clientY;
    if (this.#mode === 'waits') {
      if (Math.hypot(dx, dy) <= slop) return false;
      this.#mode = drawnAside(dx, dy) ? 'swipes' : 'scrolls';
    }
    if (this.#mode === 'swipes') this.#draw(drawnAside(dx, 0));
    return true;
  }

  /** Lets go: what it has come to, `start` or `end` being the side it was drawn to. */
  end(): 'start' | 'end' | undefined {
    const side = Math.abs(this.#aside) >= enough ? this.#side(this.#aside) : undefined;
    this.#draw(0);
    return side;
  }

  #side(aside: number): 'start' | 'end' {
    return aside < 0 === this.#isRtl ? 'end' : 'start';
  }

  #draw(aside: number): void {
    const {style, dataset, classList} = this.row;
    const side = this.#side(aside);
    const word = aside === 0 ? undefined : this.#words[side];
    this.#aside = word ? aside : 0;
    classList.toggle('enough', Math.abs(this.#aside) >= enough);
    if (!word) {
      style.removeProperty('--_aside');
      delete dataset.swipe;
      return;
    }
    style.setProperty('--_aside', `${aside}px`);
    dataset.side = side;
    dataset.swipe = word;
  }
}
