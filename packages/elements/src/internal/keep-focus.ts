/** Where the control with the focus goes away, the focus goes to what stands in its place, instead of falling to the page. */
import type {ReactiveController, ReactiveElement} from 'lit';

const controlsIn = (root: ParentNode): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('button, input')];

/** Which control of `root` has the focus; −1: none. */
function placeIn(root: ShadowRoot): number {
  return root.activeElement ? controlsIn(root).indexOf(root.activeElement as HTMLElement) : -1;
}

function backTo(root: ShadowRoot, at: number): void {
  if (at < 0 || root.activeElement) return;
  const controls = controlsIn(root);
  controls[Math.min(at, controls.length - 1)]?.focus();
}

/** The same for what is drawn without an element of its own. */
export function keepingFocus(root: ShadowRoot, draw: () => void): void {
  const at = placeIn(root);
  draw();
  backTo(root, at);
}

class KeepFocus implements ReactiveController {
  readonly #host: ReactiveElement;
  #at = -1;

  constructor(host: ReactiveElement) {
    this.#host = host;
  }

  get #root(): ShadowRoot {
    return this.#host.renderRoot as ShadowRoot;
  }

  hostUpdate(): void {
    this.#at = placeIn(this.#root);
  }

  hostUpdated(): void {
    backTo(this.#root, this.#at);
  }
}

export const keepFocus = (host: ReactiveElement): void => host.addController(new KeepFocus(host));
