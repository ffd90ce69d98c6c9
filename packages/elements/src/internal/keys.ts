/** Where the keys of our fields stop, and what a key means. */

/** Typed text: one visible character, with Shift at most. */
export const isPrintable = ({key, ctrlKey, metaKey, altKey}: KeyboardEvent): boolean =>
  key.length === 1 && !ctrlKey && !metaKey && !altKey;

/**
 * Keeps typed characters from the page: shadow DOM hides from it that they belong to a text field, and its one-letter
 * shortcuts would fire (UX-C17). Escape, Tab, function keys and everything with Ctrl or Meta pass. For `keydown`,
 * `keypress` and `keyup` on what holds the fields.
 */
export function keepKeys(event: KeyboardEvent): void {
  // AltGr is Ctrl and Alt at once and writes characters
  if (isPrintable(event) || event.getModifierState('AltGraph')) event.stopPropagation();
}

/** True for the main pointer of a desk: a mouse or a pad. */
export const hasFinePointer = (): boolean => !matchMedia('(pointer: coarse)').matches;

/** A key by which one moves in a list of rows, or opens a row's menu; letters only where they are no press of a button. */
export const isListKey = (event: KeyboardEvent, isMenu: boolean): boolean =>
  event.key === 'F10'
    ? event.shiftKey
    : isPrintable(event)
      ? event.key !== ' ' && !isMenu
      : /^(Arrow|Page|Home|End|ContextMenu)/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
