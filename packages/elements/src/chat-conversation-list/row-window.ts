/** Which rows are drawn: those on view, some more at both sides, and the one with the focus. */

const spare = 5;

/** The rows to draw for a view: from `first` up to but not `end`, with some more at both sides. */
export function rowsInView(
  top: number,
  height: number,
  rowHeight: number,
  count: number,
): {first: number; end: number} {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), count - 1) - spare);
  return {first, end: Math.min(count, Math.ceil((top + height) / rowHeight) + spare)};
}

export class RowWindow {
  rowHeight = 64;
  /** What was drawn last. */
  first = 0;
  end = 0;
  #top = 0;
  #height = 800;

  toTop(scroller: HTMLElement | null): void {
    if (scroller) scroller.scrollTop = 0;
    this.#top = 0;
  }

  /** Reads where the view is; whether other rows have to be drawn for it. */
  measure(scroller: HTMLElement | null, count: number): boolean {
    if (!scroller?.clientHeight) return false;
    this.#top = scroller.scrollTop;
    this.#height = scroller.clientHeight;
    const {first, end} = this.#inView(count);
    return first !== this.first || end !== this.end;
  }

  /** The height of rows as drawn; whether it is another than before. */
  measureRow(row: HTMLElement | null): boolean {
    const height = row?.offsetHeight;
    if (!height || height === this.rowHeight) return false;
    this.rowHeight = height;
    return true;
  }

  /** The places to draw. The row at `kept`, which has the focus, stays in the page wherever it has gone. */
  places(count: number, kept: number): number[] {
    const {first, end} = this.#inView(count);
    Object.assign(this, {first, end});
    const places = Array.from({length: end - first}, (_, at) => first + at);
    if (kept >= 0 && (kept < first || kept >= end)) places.push(kept);
    return places;
  }

  #inView(count: number) {
    return rowsInView(this.#top, this.#height, this.rowHeight, count);
  }
}
