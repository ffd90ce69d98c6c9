import type {ChatError} from '@parlor/sdk';
import {pollOf} from '@parlor/sdk/poll';
import {css, html, nothing} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles, fitStyles} from '../internal/dialog.styles.js';
import {keepFocus} from '../internal/keep-focus.js';
import {Modal} from '../internal/modal.js';
import {base} from '../tokens.styles.js';
import '../strings/en-aids.js';
import '../strings/en-composer.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

/** As the server takes them (PWP-POLL-002). */
const [least, most, mostCharacters, mostQuestion] = [2, 12, 100, 1_000];
const minute = 60_000;

/**
 * The dialog that makes a poll and sends it. `chat-composer` opens it; alone it opens by `show()`.
 *
 * @tagname chat-poll
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatPoll extends ChatElement {
  static override styles = [
    base,
    dialogStyles,
    fitStyles,
    css`
      form {
        display: contents;
      }
      .fields {
        display: grid;
        gap: 12px;
        padding: 4px 20px 16px;
      }
      label {
        display: grid;
        gap: 6px;
        color: var(--_text-2);
        font-size: var(--_small);
        font-weight: 600;
      }
      :is(textarea, input:not([type='checkbox'])) {
        min-block-size: 44px;
        padding: 8px 12px;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius-control);
        background: var(--_raised);
        color: var(--_text);
        font-size: max(16px, var(--_body));
        font-weight: 400;
        resize: vertical;
      }
      ol {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
      }
      .check {
        display: flex;
        gap: 10px;
        align-items: center;
        min-block-size: 32px;
        color: var(--_text);
        font-size: var(--_body);
        font-weight: 400;
      }
      [type='checkbox'] {
        flex: none;
        inline-size: 20px;
        block-size: 20px;
        min-block-size: 0;
        margin: 0;
        appearance: auto;
        accent-color: var(--_accent);
      }
      .problem {
        flex: 1 1 100%;
        padding: 0;
      }
    `,
  ];

  /** The conversation's id. */
  @property() conversation = '';

  @state() private options: readonly string[] = ['', ''];
  @state() private problem = '';
  @query('textarea') private question!: HTMLTextAreaElement;
  @query('[type=checkbox]') private several!: HTMLInputElement;
  @query('[type=datetime-local]') private closes!: HTMLInputElement;

  #modal = new Modal(this);

  constructor() {
    super();
    keepFocus(this);
  }

  show(): Promise<void> {
    return this.#modal.show();
  }

  /** There is always an empty one to go on with. */
  #onOption(at: number, event: Event): void {
    const {value} = event.target as HTMLInputElement;
    const options = this.options.map((text, other) => (other === at ? value : text));
    const isMore = options.at(-1)?.trim() !== '' && options.length < most;
    this.options = isMore ? [...options, ''] : options;
  }

  #say(problem: string): void {
    this.problem = problem;
    announce(this, problem, 'assertive');
  }

  #send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const {client, conversation, strings} = this;
    if (!client) return;
    const question = this.question.value.trim();
    const texts = [...new Set(this.options.map((text) => text.trim()).filter((text) => text !== ''))];
    if (question === '' || texts.length < least) return this.#say(strings.fewOptions);
    const {value} = this.closes;
    const closesAt = value ? new Date(value).getTime() : undefined;
    if (closesAt !== undefined && !(closesAt > this.settings.now())) return this.#say(strings.timeIsOver);
    const more = {...(this.several.checked && {multiple: true as const}), ...(closesAt !== undefined && {closesAt})};
    try {
      await client.conversation(conversation).send({text: question, poll: pollOf(texts, more)}).queued;
      this.#modal.close();
    } catch (error) {
      const {refusals} = strings;
      this.#say(refusals[(error as ChatError).code as keyof typeof refusals] ?? strings.notSaved);
      this.report(error);
    }
  };

  override render() {
    const {strings, options, problem} = this;
    return this.#modal.draw(
      strings.newPoll,
      html`<form @submit=${this.#send}>
        <div class="body">
          <div class="fields">
            <label>
              ${strings.question}
              <textarea rows="2" dir="auto" maxlength=${mostQuestion} autofocus></textarea>
            </label>
            <ol>
              ${options.map(
                (text, at) => html`<li>
                  <input
                    type="text"
                    dir="auto"
                    autocomplete="off"
                    maxlength=${mostCharacters}
                    .value=${text}
                    placeholder=${strings.pollChoice(at + 1)}
                    aria-label=${strings.pollChoice(at + 1)}
                    @input=${(event: Event) => this.#onOption(at, event)}
                  />
                </li>`,
              )}
            </ol>
            <label class="check"><input type="checkbox" />${strings.severalChoices}</label>
            <label>
              ${strings.closesAt}
              <input type="datetime-local" min=${this.#soonest()} />
            </label>
          </div>
        </div>
        <div class="bottom">
          ${problem ? html`<p class="problem">${problem}</p>` : nothing}
          <button type="button" class="plain" @click=${this.#modal.close}>${strings.cancel}</button>
          <button class="primary">${strings.send}</button>
        </div>
      </form>`,
    );
  }

  /** As the field has it: of this device's zone, to the minute. */
  #soonest(): string {
    const now = this.settings.now();
    return new Date(now - new Date(now).getTimezoneOffset() * minute).toISOString().slice(0, 16);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-poll': ChatPoll;
  }
}
