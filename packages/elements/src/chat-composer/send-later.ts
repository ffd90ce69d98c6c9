import type {ConversationHandle, MessageContent} from '@parlor/sdk';
import {html, nothing, type ReactiveController} from 'lit';
import {drawTimeIcon} from '../internal/time-icon.js';
import type {Composer} from './composer-fields.js';
import '../strings/en-conversation.js';

/** How long a finger rests on the button. */
const holdMs = 500;

type Options = {
  handle(): ConversationHandle | undefined;
  /** What would be sent now; nothing where there is nothing, or where it cannot wait. */
  content(): MessageContent | undefined;
  /** It waits with the server: it leaves the box. */
  stored(): void;
  report(error: unknown): void;
};

/**
 * The send button, held: a message for later. A right click, the menu key and a long press open the dialog for it, and so does the line above
 * the box that says how many wait. The dialog loads when it is opened.
 */
export class SendLater implements ReactiveController {
  readonly #host: Composer;
  readonly #options: Options;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wasHeld = false;

  constructor(host: Composer, options: Options) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** Not every system tells of a long press by itself. */
  down = (event: PointerEvent): void => {
    // the focus stays in the box
    event.preventDefault();
    clearTimeout(this.#timer);
    this.#wasHeld = false;
    if (event.pointerType !== 'mouse')
      this.#timer = setTimeout(() => {
        this.#wasHeld = true;
        this.open();
      }, holdMs);
  };

  up = (): void => clearTimeout(this.#timer);

  menu = (event: Event): void => {
    if (!this.#options.handle()) return;
    event.preventDefault();
    clearTimeout(this.#timer);
    if (!this.#wasHeld) this.open();
    this.#wasHeld = true;
  };

  /** What was held is not pressed as well. */
  click = (event: Event): void => {
    if (this.#wasHeld && (event as PointerEvent).pointerType !== 'mouse') event.preventDefault();
    this.#wasHeld = false;
  };

  open = (): void => {
    const {handle: current, ...options} = this.#options;
    const handle = current();
    if (!handle) return;
    import('./later-dialog.js').then(({openLater}) => openLater(this.#host, handle, options)).catch(options.report);
  };

  /** Above the box, once something waits or was refused. */
  render(): unknown {
    const {strings, settings} = this.#host;
    const {waiting = 0, failed = 0} = this.#options.handle()?.state.get()?.scheduled ?? {};
    if (waiting + failed === 0) return nothing;
    return html`<button
      type="button"
      class=${failed ? 'later problem' : 'later'}
      part="later"
      aria-haspopup="dialog"
      @click=${this.open}
    >
      ${drawTimeIcon(settings.icons)}${failed ? strings.scheduledFailed(failed) : strings.scheduledCount(waiting)}
    </button>`;
  }
}
