import type {ChatError, Message, ReportReason} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {property, state} from 'lit/decorators.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles} from '../internal/dialog.styles.js';
import {Modal} from '../internal/modal.js';
import {isolate, nameOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {base} from '../tokens.styles.js';
import '../strings/en-dialogs.js';
import '../strings/en-safety.js';

/** The most that the server takes. */
const mostWords = 1_000;

/**
 * A dialog that reports a message or a person to the host application: what is wrong, more in one's own words, and thanks.
 * `chat-log` opens it from the menu of a message, `chat-details` for a person; alone it opens by `show()`.
 *
 * @tagname chat-report
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatReport extends ChatElement {
  static override styles = [
    base,
    dialogStyles,
    css`
      dialog {
        block-size: fit-content;
        max-block-size: min(680px, 100dvh - 48px);
      }
      form {
        display: contents;
      }
      .body > p {
        margin: 0;
        padding: 0 20px 8px;
        color: var(--_text-2);
        font-size: var(--_small);
      }
      fieldset {
        margin: 0;
        padding: 0 8px 8px;
        border: 0;
      }
      legend {
        padding: 4px 12px;
        font-weight: 600;
      }
      .reason {
        display: flex;
        gap: 12px;
        align-items: center;
        min-block-size: 40px;
        padding-inline: 12px;
        border-radius: var(--_radius-control);
        cursor: pointer;
      }
      .reason:hover {
        background: var(--_hover);
      }
      .reason:has(:focus-visible) {
        outline: var(--_focus-width) solid var(--_focus);
        outline-offset: -2px;
      }
      .reason input {
        flex: none;
        inline-size: 20px;
        block-size: 20px;
        min-block-size: 0;
        margin: 0;
        appearance: auto;
        accent-color: var(--_accent);
      }
      .more {
        display: grid;
        gap: 4px;
        padding: 0 20px 12px;
        font-weight: 600;
      }
      textarea {
        box-sizing: border-box;
        inline-size: 100%;
        min-block-size: 72px;
        padding: 8px 10px;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius-card);
        background: var(--_raised);
        color: var(--_text);
        font-weight: 400;
        resize: vertical;
      }
      .thanks {
        padding: 4px 20px 20px;
      }
      .bottom .problem {
        flex: 1 1 100%;
        padding: 0;
      }
      @media (max-width: 480px) {
        dialog {
          block-size: 100dvh;
          max-block-size: none;
        }
      }
    `,
  ];

  /** A message: the id of its conversation, and itself. */
  @property() conversation = '';
  @property({attribute: false}) message: Message | undefined;
  /** A person, where there is no message. */
  @property() user = '';

  @state() private reason: ReportReason | undefined;
  @state() private problem = '';
  @state() private isBusy = false;
  @state() private isSent = false;
  #reads = new Reads(this);
  #modal = new Modal(this);

  show(): Promise<void> {
    return this.#modal.show();
  }

  #choose = (event: Event): void => {
    this.reason = (event.target as HTMLInputElement).value as ReportReason;
    this.problem = '';
  };

  #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const {client, reason, message, conversation, user, strings} = this;
    if (!client || this.isBusy) return;
    if (!reason) return this.#say(strings.chooseReason);
    const text = this.renderRoot.querySelector('textarea')?.value.trim();
    this.isBusy = true;
    this.problem = '';
    try {
      await client.report(message ? {conversation, message: message.id} : {user}, {reason, ...(text && {text})});
      this.isSent = true;
      announce(this, `${strings.reportSent}. ${strings.reportSentText}`);
      // what had the focus is gone with the questions
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.primary')?.focus();
    } catch (error) {
      const {refusals, reportFailed} = strings;
      this.#say(refusals[(error as ChatError).code as keyof typeof refusals] ?? reportFailed);
      this.report(error);
    } finally {
      this.isBusy = false;
    }
  };

  #say(problem: string): void {
    this.problem = problem;
    announce(this, problem, 'assertive');
  }

  override render() {
    const {strings, isSent} = this;
    const name = isolate(nameOf(this.user, this.client, this.#reads));
    const title = this.message ? strings.reportMessageTitle : strings.reportPersonTitle(name);
    return this.#modal.draw(
      isSent ? strings.reportSent : title,
      isSent ? this.#renderThanks() : this.#renderForm(),
      'about',
    );
  }

  #renderThanks() {
    const {strings} = this;
    return html`<div id="about" class="body thanks">${strings.reportSentText}</div>
      <div class="bottom"><button type="button" class="primary" @click=${this.#modal.close}>${strings.close}</button></div>`;
  }

  #renderForm() {
    const {strings, reason, isBusy, problem} = this;
    const reasons = Object.entries(strings.reportReasons) as [ReportReason, string][];
    return html`<form @submit=${this.#send}>
      <div class="body">
        <p id="about">${strings.reportText}</p>
        <fieldset aria-describedby=${problem ? 'problem' : nothing}>
          <legend>${strings.reportReason}</legend>
          ${reasons.map(
            ([value, words], at) => html`<label class="reason">
              <input type="radio" name="reason" ?autofocus=${at === 0} value=${value} .checked=${value === reason} @change=${this.#choose} />
              ${words}
            </label>`,
          )}
        </fieldset>
        <label class="more">
          ${strings.reportMore}
          <textarea rows="3" dir="auto" maxlength=${mostWords}></textarea>
        </label>
      </div>
      <div class="bottom">
        ${problem ? html`<p id="problem" class="problem">${problem}</p>` : nothing}
        <button type="button" class="plain" @click=${this.#modal.close}>${strings.cancel}</button>
        <button class="primary" aria-disabled=${!reason || isBusy}>${strings.sendReport}</button>
      </div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-report': ChatReport;
  }
}
