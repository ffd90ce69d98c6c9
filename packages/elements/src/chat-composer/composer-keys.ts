/** Which keys send, and which belong to an input method. */
import {hasFinePointer} from '../internal/keys.js';

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Enter alone sends, unless it is set otherwise or a finger types (UX-C1). */
export const enterSends = (sendKey: 'enter' | 'mod-enter' | undefined): boolean =>
  sendKey ? sendKey === 'enter' : hasFinePointer();

/** Whether a key sends: Enter where it may, Enter with Control or Command always; with Shift or Alt it breaks the line. */
export const sends = ({key, ctrlKey, metaKey, altKey, shiftKey}: Key, byEnter: boolean): boolean =>
  key === 'Enter' && !shiftKey && !altKey && (byEnter || ctrlKey || metaKey);

/** Tells the keys of an input method, which never do anything of ours (UX-C2). */
export class Composition {
  #hasJustEnded = false;

  /**
   * For `compositionend`: Safari tells it before the keydown of the Enter that ended it, in the same task (WebKit 165004).
   * Microtasks run between the two.
   */
  end = (): void => {
    this.#hasJustEnded = true;
    setTimeout(() => {
      this.#hasJustEnded = false;
    });
  };

  has(event: KeyboardEvent): boolean {
    return event.isComposing || event.keyCode === 229 || this.#hasJustEnded;
  }
}
