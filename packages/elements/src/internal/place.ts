/** Puts what is in the top layer beside what it belongs to. */

/** Under the opener or above it, inside the window; `prefer` says which is tried first. */
export function place(popup: HTMLElement, opener: HTMLElement, prefer: 'under' | 'over' = 'under'): void {
  const from = opener.getBoundingClientRect();
  const {width, height} = popup.getBoundingClientRect();
  const start = getComputedStyle(popup).direction === 'rtl' ? from.left : from.right - width;
  const under = from.bottom + 4;
  const over = from.top - 4 - height;
  const top = prefer === 'under' ? (under + height > innerHeight - 8 ? over : under) : over < 8 ? under : over;
  const keep = (value: number, most: number) => Math.max(8, Math.min(value, most - 8));
  popup.style.translate = `${keep(start, innerWidth - width)}px ${keep(top, innerHeight - height)}px`;
}
