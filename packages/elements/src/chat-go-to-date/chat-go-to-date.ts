import {css, html} from 'lit';
import {property, query} from 'lit/decorators.js';
import {ChatPart} from '../internal/chat-part.js';
import {dayNames} from '../internal/day-names.js';
import {dialogStyles, fitStyles} from '../internal/dialog.styles.js';
import {Modal} from '../internal/modal.js';
import {base} from '../tokens.styles.js';
import {dayStart} from './day-start.js';
import '../strings/en-aids.js';
import '../strings/en-dialogs.js';

/**
 * The dialog that asks for a day to go to. `chat-log` opens it from the heading of a day.
 *
 * @tagname chat-go-to-date
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatGoToDate extends ChatPart {
  static override styles = [
    base,
    dialogStyles,
    fitStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: end;
        padding: 4px 20px 20px;
      }
      label {
        display: grid;
        flex: 999 1 180px;
        gap: 6px;
        color: var(--_text-2);
        font-size: var(--_small);
        font-weight: 600;
      }
      input {
        box-sizing: border-box;
        inline-size: 100%;
        min-block-size: 44px;
        padding: 0 12px;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius-control);
        background: var(--_raised);
        font-size: max(16px, var(--_body));
        font-weight: 400;
      }
      .primary {
        flex: 1 0 auto;
        min-block-size: 44px;
      }
      /* one field alone is no sheet */
      @media (max-width: 480px) {
        dialog {
          inline-size: calc(100vw - 32px);
          block-size: fit-content;
          border: var(--_border) solid var(--_line-strong);
          border-radius: var(--_radius-panel);
        }
      }
    `,
  ];

  /** A time of the day that the field begins with. */
  @property({attribute: false}) at = 0;
  /** Called with the beginning of the day that was chosen, when the dialog is closed. */
  @property({attribute: false}) go: (day: Date) => void = () => {};

  @query('input') private field!: HTMLInputElement | null;
  #modal = new Modal(this);

  async show(): Promise<void> {
    await this.#modal.show();
    if (this.field) this.field.value = dayNames(this.settings.timeZone)(this.at || this.settings.now());
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    const day = dayStart(this.field?.value ?? '', this.settings.timeZone);
    if (Number.isNaN(day)) return;
    this.#modal.close();
    this.go(new Date(day));
  };

  override render() {
    const {strings, settings} = this;
    return this.#modal.draw(
      strings.goToDate,
      html`<form @submit=${this.#submit}>
        <label>
          ${strings.date}
          <input type="date" required autofocus max=${dayNames(settings.timeZone)(settings.now())} />
        </label>
        <button class="primary">${strings.goToDate}</button>
      </form>`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-go-to-date': ChatGoToDate;
  }
}
