/** The box grows line by line; the style sheet says how far (UX-C3). */

/** For engines whose text areas do not grow by themselves. */
export function grow(area: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  area.style.blockSize = 'auto';
  area.style.blockSize = `${area.scrollHeight}px`;
}

/** Whether all of the text is in one line, wrapped ones counted. */
export function isOneLine(area: HTMLTextAreaElement): boolean {
  const {lineHeight, paddingBlockStart, paddingBlockEnd} = getComputedStyle(area);
  const text = area.scrollHeight - Number.parseFloat(paddingBlockStart) - Number.parseFloat(paddingBlockEnd);
  return text < 1.5 * Number.parseFloat(lineHeight);
}
