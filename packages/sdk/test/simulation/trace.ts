/** What happened, line by line, for those who want to read it; and for all a hash that tells two runs apart. */
import type {Scheduler} from './scheduler.js';

export class Trace {
  readonly lines: string[] = [];
  readonly #scheduler: Scheduler;
  readonly #isKept: boolean;
  #low = 0x811c9dc5;
  #high = 0x9e3779b9;

  constructor(scheduler: Scheduler, isKept: boolean) {
    this.#scheduler = scheduler;
    this.#isKept = isKept;
  }

  /** `detail`: what only a reader wants, at some cost. */
  note(who: string, text: string, detail?: () => string): void {
    this.#take(who);
    this.#take(text);
    this.#number(Math.floor(this.#scheduler.now * 16));
    if (!this.#isKept) return;
    const time = this.#scheduler.now.toFixed(1).padStart(9);
    this.lines.push(`${time} ${who.padEnd(8)} ${text}${detail ? ` ${detail()}` : ''}`);
  }

  get hash(): string {
    return (this.#low >>> 0).toString(16).padStart(8, '0') + (this.#high >>> 0).toString(16).padStart(8, '0');
  }

  #take(text: string): void {
    for (let at = 0; at < text.length; at++) this.#number(text.charCodeAt(at));
  }

  #number(unit: number): void {
    this.#low = Math.imul(this.#low ^ unit, 0x01000193);
    this.#high = Math.imul(this.#high ^ unit, 0x85ebca6b) ^ (this.#high >>> 13);
  }
}
