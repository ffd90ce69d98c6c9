import type {ChatError, Message, PendingReminder, Reminders} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {clockTime, fullTime} from '../chat-time/format.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles, fitStyles} from '../internal/dialog.styles.js';
import {keepFocus} from '../internal/keep-focus.js';
import {Modal} from '../internal/modal.js';
import {Reads} from '../internal/reads.js';
import {base} from '../tokens.styles.js';
import {choicesAt, fromField, toField} from './times.js';
import '../strings/en-aids.js';
import '../strings/en-composer.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

/**
 * The dialog that asks when to be reminded of a message, and lists what one is to be reminded of. `chat-log` opens it from the menu of
 * a message; alone it opens by `show()`.
 *
 * @tagname chat-remind
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatRemind extends ChatElement {
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
        padding: 4px 20px 16px;
      }
      label {
        display: grid;
        flex: 1 1 250px;
        gap: 6px;
        color: var(--_text-2);
        font-size: var(--_small);
        font-weight: 600;
      }
      input {
        min-block-size: 44px;
        padding: 0 12px;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius-control);
        background: var(--_raised);
        font-size: max(16px, var(--_body));
        font-weight: 400;
      }
      .primary {
        min-block-size: 44px;
      }
      .waiting {
        display: flex;
        gap: 4px;
        align-items: center;
        padding: 8px 0;
        padding-inline-start: 12px;
      }
      .what {
        display: grid;
        flex: 1;
        gap: 2px;
        min-inline-size: 0;
      }
      .said {
        overflow: hidden;
        overflow-wrap: anywhere;
        line-height: var(--_snug);
      }
    `,
  ];

  /** The id of the message's conversation, and the message. */
  @property() conversation = '';
  @property({attribute: false}) message: Message | undefined;

  @state() private reminders: Reminders | undefined;
  @state() private problem = '';
  @query('input') private field!: HTMLInputElement | null;

  #reads = new Reads(this);
  #modal = new Modal(this);

  constructor() {
    super();
    keepFocus(this);
  }

  async show(): Promise<void> {
    await this.#modal.show();
    const {client, field} = this;
    if (field) field.value = toField(choicesAt(this.settings.now()).tomorrow);
    await this.#attempt(async () => {
      const notifications = await client?.notifications();
      this.reminders = await notifications?.reminders();
    });
  }

  /** Says what went wrong, where it did. */
  async #attempt(run: () => Promise<void>): Promise<boolean> {
    this.problem = '';
    try {
      await run();
      return true;
    } catch (error) {
      const {refusals, timeIsOver, changeFailed} = this.strings;
      const {code} = error as ChatError;
      this.#say(code === 'SCHEMA' ? timeIsOver : (refusals[code as keyof typeof refusals] ?? changeFailed));
      this.report(error);
      return false;
    }
  }

  #say(problem: string): void {
    this.problem = problem;
    announce(this, problem, 'assertive');
  }

  async #choose(at: number): Promise<void> {
    const {conversation, message, reminders, strings} = this;
    if (!message || !reminders) return;
    if (!(at > this.settings.now())) return this.#say(strings.timeIsOver);
    if (!(await this.#attempt(() => reminders.set(conversation, message.id, at)))) return;
    announce(this, strings.reminderFor(fullTime(at, this.settings)));
    this.#modal.close();
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    void this.#choose(fromField(this.field?.value ?? ''));
  };

  #remove(one: PendingReminder): void {
    void this.#attempt(async () => this.reminders?.remove(one.conversation, one.message));
  }

  override render() {
    const {strings, settings, problem, reminders} = this;
    const now = settings.now();
    const choices: readonly [string, keyof ReturnType<typeof choicesAt>][] = [
      [strings.inMinutes, 'soon'],
      [strings.inHour, 'hour'],
      [strings.tomorrowAt(clockTime(choicesAt(now).tomorrow, settings)), 'tomorrow'],
    ];
    const pending = reminders ? this.#reads.get(reminders.list) : [];
    return this.#modal.draw(
      strings.remindMe,
      html`<div class="body">
        <ul>
          ${choices.map(
            ([words, choice]) => html`<li>
              <button type="button" class="person" @click=${() => void this.#choose(choicesAt(settings.now())[choice])}>
                ${words}
              </button>
            </li>`,
          )}
        </ul>
        <form @submit=${this.#submit}>
          <label>
            ${strings.sendAt}
            <input type="datetime-local" required min=${toField(now)} aria-describedby=${problem ? 'problem' : nothing} />
          </label>
          <button class="primary">${strings.remindMe}</button>
        </form>
        ${problem ? html`<p class="problem" id="problem">${problem}</p>` : nothing}
        ${
          pending.length > 0
            ? html`<h3>${strings.reminders}</h3>
              <ul>
                ${pending.map((one) => this.#renderOne(one))}
              </ul>`
            : nothing
        }
      </div>`,
    );
  }

  #renderOne(one: PendingReminder) {
    const {strings, settings} = this;
    const words = one.body ?? strings.messageGone;
    return html`<li class="waiting">
      <div class="what">
        <time class="quiet">${fullTime(one.at, settings)}</time>
        <span class="said" dir="auto">${words}</span>
      </div>
      <button type="button" class="icon-button" aria-label=${`${strings.remove}: ${words}`} @click=${() => this.#remove(one)}>
        ${this.icon('trash')}
      </button>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-remind': ChatRemind;
  }
}
