/** Where a key leads in a list of rows. */
const pauseMs = 500;

/** Letters typed one soon after the other are one search for a name's beginning. */
export class Typeahead {
  #text = '';
  #at = Number.NEGATIVE_INFINITY;

  /**
   * The place that `letter`, typed at `now` ms while place `from` is active, leads to; undefined where nothing fits. One
   * letter goes on from there, more letters narrow down what they have reached.
   */
  find(
    letter: string,
    now: number,
    from: number,
    count: number,
    fits: (place: number, text: string) => boolean,
  ): number | undefined {
    this.#text = now - this.#at < pauseMs ? this.#text + letter : letter;
    this.#at = now;
    const first = this.#text.length === 1 ? from + 1 : Math.max(0, from);
    for (let step = 0; step < count; step++) {
      const place = (first + step) % count;
      if (fits(place, this.#text)) return place;
    }
    return undefined;
  }
}

/** How many rows a key moves on; undefined for other keys. `inView`: rows that fit into the view. */
export function stepOf(key: string, inView: number): number | undefined {
  const page = Math.max(1, Math.floor(inView) - 1);
  return {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }[key];
}
