/** Where the control with the focus goes away, the focus goes to what stands in its place, instead of falling to the page. */
import type {ReactiveController, ReactiveElement} from 'lit';

class KeepFocus implements ReactiveController {
  readonly #host: ReactiveElement;
  #at = -1;

  constructor(host: ReactiveElement) {
    this.#host = host;
  }

  get #controls(): HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('button, input')];
  }

  hostUpdate(): void {
    const active = this.#host.shadowRoot?.activeElement;
    this.#at = active ? this.#controls.indexOf(active as HTMLElement) : -1;
  }

  hostUpdated(): void {
    if (this.#at < 0 || this.#host.shadowRoot?.activeElement) return;
    const controls = this.#controls;
    controls[Math.min(this.#at, controls.length - 1)]?.focus();
  }
}

export const keepFocus = (host: ReactiveElement): void => host.addController(new KeepFocus(host));
