/** Says in a few words what became of what the reader asked for (UX-N5). */
import './define.js';

type Host = HTMLElement & {readonly renderRoot: HTMLElement | DocumentFragment};

/** Inside `host`, where it says such things. `isError`: it stays until it is closed. */
export function toast(host: Host, text: string, isError = false): void {
  let toasts = host.renderRoot.querySelector('chat-toasts');
  if (!toasts) {
    toasts = document.createElement('chat-toasts');
    toasts.setAttribute('exportparts', 'toast');
    host.renderRoot.append(toasts);
  }
  toasts.show(text, {isError});
}
