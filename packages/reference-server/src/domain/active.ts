/** Who did something today: each is written down once a day, with their first write (PWP-HOST-010). */
import {dayOf} from '../store/admin.js';

/** Who is known to be counted for the day. Only spares the store the question: it counts nobody twice. */
export class ActiveToday {
  #day = 0;
  readonly #known = new Set<string>();

  isKnown(now: number, user: string): boolean {
    return dayOf(now) === this.#day && this.#known.has(user);
  }

  /** After the commit that counted them. */
  add(now: number, user: string): void {
    const day = dayOf(now);
    if (day < this.#day) return;
    if (day > this.#day) this.#known.clear();
    this.#day = day;
    this.#known.add(user);
  }
}
