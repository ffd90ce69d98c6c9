/** What an element that is a modal dialog has in common with the others: opening, closing, keys, and the line on top. */
import {html, nothing} from 'lit';
import {prepareAnnouncer} from './announcer.js';
import type {ChatPart} from './chat-part.js';
import {drawIcon} from './icons.js';
import {keepKeys} from './keys.js';
import '../strings/en-dialogs.js';

export class Modal {
  readonly #host: ChatPart;

  constructor(host: ChatPart) {
    this.#host = host;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector('dialog');
  }

  async show(): Promise<void> {
    await this.#host.updateComplete;
    this.#host.setAttribute('exportparts', 'dialog, avatar-face, avatar-presence');
    this.#dialog?.showModal();
    prepareAnnouncer(this.#host);
  }

  readonly close = (): void => this.#dialog?.close();

  /** The dialog with its title and what is below that. `about` is the id of what describes it. */
  draw(title: unknown, content: unknown, about?: string) {
    const {strings, settings} = this.#host;
    return html`<dialog
      part="dialog"
      aria-labelledby="title"
      aria-describedby=${about ?? nothing}
      @close=${this.#onClosed}
      @keydown=${onKey}
      @keypress=${keepKeys}
      @keyup=${keepKeys}
    >
      <div class="top">
        <h2 id="title">${title}</h2>
        <button type="button" class="icon-button" aria-label=${strings.close} @click=${this.close}>${drawIcon('close', settings.icons)}</button>
      </div>
      ${content}
    </dialog>`;
  }

  /** The dialog's own event stays inside: the element says it itself. */
  readonly #onClosed = (event: Event): void => {
    event.stopPropagation();
    this.#host.dispatchEvent(new Event('close'));
  };
}

function onKey(event: KeyboardEvent): void {
  // Escape closes this dialog, and nothing around it
  if (event.key === 'Escape') event.stopPropagation();
  keepKeys(event);
}
