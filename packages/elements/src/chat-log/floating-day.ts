/**
 * The day of what is at the top of the view, while the reader scrolls (UX-L3). For eyes and pointers only: the headings say it to all,
 * and a key does what a press on it does.
 */
import {css} from 'lit';
import {adopt} from '../internal/adopt.js';

const shownForMs = 1000;

export class FloatingDay {
  readonly #root: ShadowRoot;
  #label: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHeld = false;

  readonly #onPress: () => void;

  constructor(root: ShadowRoot, onPress: () => void) {
    this.#root = root;
    this.#onPress = onPress;
  }

  /** Nothing to say: the heading itself is there. */
  show(text: string | undefined): void {
    clearTimeout(this.#timer);
    if (text === undefined) return this.hide();
    const label = (this.#label ??= this.#make());
    if (label.textContent !== text) label.textContent = text;
    label.classList.add('shown');
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.#isHeld) this.#timer = setTimeout(() => this.hide(), shownForMs);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#isHeld = false;
    this.#label?.classList.remove('shown');
  }

  #make(): HTMLElement {
    adopt(this.#root, styles);
    const label = document.createElement('button');
    label.type = 'button';
    label.tabIndex = -1;
    label.className = 'floating-day';
    label.setAttribute('part', 'floating-day');
    label.ariaHidden = 'true';
    label.addEventListener('click', this.#onPress);
    // it stays for a mouse that has come to it
    label.addEventListener('pointerenter', ({pointerType}) => {
      this.#isHeld = pointerType === 'mouse';
      if (this.#isHeld) clearTimeout(this.#timer);
    });
    label.addEventListener('pointerleave', () => {
      this.#isHeld = false;
      this.#wait();
    });
    // what follows the last rendered node belongs to Lit
    this.#root.prepend(label);
    // so that it fades in the first time as well
    void label.offsetWidth;
    return label;
  }
}

const styles = css`
  .floating-day {
    position: absolute;
    inset-block-start: var(--_s2);
    inset-inline: 0;
    z-index: 2;
    inline-size: fit-content;
    margin-inline: auto;
    min-block-size: 28px;
    padding: 3px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-card);
    background: var(--_raised);
    color: var(--_text-2);
    font-size: var(--_meta);
    line-height: var(--_tight);
    opacity: 0;
    pointer-events: none;
    transition: opacity 120ms;
  }
  .floating-day.shown {
    opacity: 1;
    pointer-events: auto;
  }
  .floating-day:hover {
    color: var(--_text);
  }
`;
