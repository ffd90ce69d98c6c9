/** Arrows, Home and End in a list that is one stop of the Tab key: from the control of one row to that of another. Says whether the key was one of them. */
export function step(event: KeyboardEvent, controls: readonly HTMLElement[], at: number): boolean {
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: controls.length - 1}[event.key];
  if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
  controls[to]?.focus();
  event.preventDefault();
  return true;
}
