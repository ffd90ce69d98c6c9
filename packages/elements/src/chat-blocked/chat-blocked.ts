import type {Readable} from '@parlor/sdk';
import {html} from 'lit';
import {state} from 'lit/decorators.js';
import {announce, prepareAnnouncer} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles, fitStyles} from '../internal/dialog.styles.js';
import {each} from '../internal/each.js';
import {keepFocus} from '../internal/keep-focus.js';
import {listStyles} from '../internal/list.styles.js';
import {step} from '../internal/list-keys.js';
import {drawEmpty, drawUnloaded} from '../internal/load-states.js';
import {Loaded} from '../internal/loaded.js';
import {Modal} from '../internal/modal.js';
import {isolate, nameOr, personOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-blocked.styles.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';
import '../strings/en-safety.js';

/**
 * Whom the reader blocks, the newest first, each with a button that takes it back. It stands in a page of yours, as settings
 * have one; the dialog of a new conversation opens it by `show()`.
 *
 * An entry of its own, `@parlor/elements/chat-blocked/define.js`: who does not import it loads it with that dialog, if ever.
 *
 * @tagname chat-blocked
 * @slot empty - instead of our words where nobody is blocked
 * @fires close - the dialog was closed
 * @csspart header - the title, where it is no dialog
 * @csspart item - one person
 * @csspart dialog - the dialog
 */
export class ChatBlocked extends ChatElement {
  static override styles = [base, dialogStyles, fitStyles, listStyles, styles];
  static {
    // Whose row the focus goes to is known only when another one has gone.
    ChatBlocked.disableWarning?.('change-in-update');
  }

  @state() private isDialog = false;
  /** The stop of the Tab key. */
  @state() private active = '';
  #reads = new Reads(this);
  #modal = new Modal(this);
  #list = new Loaded<Readable<readonly string[]>>(this, {
    client: () => this.client,
    ask: (client) => client.people.blocked(),
    report: (error) => this.report(error),
  });

  constructor() {
    super();
    keepFocus(this);
  }

  /** Opens it as a dialog. */
  show(): Promise<void> {
    this.isDialog = true;
    this.internals.states.add('dialog');
    return this.#modal.show();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    prepareAnnouncer(this);
  }

  #nameOf = (user: string): string => nameOr(personOf(user, this.client, this.#reads), user);

  async #unblock(user: string): Promise<void> {
    const {client, strings} = this;
    const done = strings.unblocked(isolate(this.#nameOf(user)));
    try {
      await client?.people.unblock(user);
      announce(this, done);
    } catch (error) {
      announce(this, strings.changeFailed, 'assertive');
      this.report(error);
    }
  }

  protected override updated(): void {
    // the last button has gone with its person
    if (this.active && !this.#users.length && !this.shadowRoot?.activeElement)
      this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  get #users(): readonly string[] {
    const {value} = this.#list;
    return value ? this.#reads.get(value) : [];
  }

  #onKey = (event: KeyboardEvent): void => {
    const controls = [...this.renderRoot.querySelectorAll<HTMLElement>('.unblock')];
    step(event, controls, controls.indexOf(event.target as HTMLElement));
  };

  override render() {
    const {strings} = this;
    const content = this.#renderContent();
    if (this.isDialog) return this.#modal.draw(strings.blockedPeople, html`<div class="body">${content}</div>`);
    return html`<section aria-labelledby="title">
      <header part="header"><h2 id="title" tabindex="-1">${strings.blockedPeople}</h2></header>
      ${content}
    </section>`;
  }

  #renderContent() {
    const {strings} = this;
    const {is, load} = this.#list;
    const users = this.#users;
    if (users.length > 0) return this.#renderList(users);
    const words = {failed: strings.blockedFailed, offline: strings.blockedOffline};
    return drawUnloaded(strings, is, words, load) ?? drawEmpty(strings.nobodyBlocked, strings.nobodyBlockedText);
  }

  #renderList(users: readonly string[]) {
    const {strings} = this;
    const active = users.includes(this.active) ? this.active : users[0];
    return html`<div role="list" aria-labelledby="title" @keydown=${this.#onKey}>
      ${each(
        users,
        (user) => user,
        (user, at) => {
          const name = this.#nameOf(user);
          return html`<div role="listitem" part="item" class="item">
            <chat-avatar .user=${user} .name=${name} .src=${personOf(user, this.client, this.#reads)?.avatar}></chat-avatar>
            <bdi id=${`who-${at}`} class="who">${name}</bdi>
            <button
              id=${`do-${at}`}
              class="plain unblock"
              tabindex=${user === active ? 0 : -1}
              aria-labelledby=${`do-${at} who-${at}`}
              @focus=${() => (this.active = user)}
              @click=${() => this.#unblock(user)}
              >${strings.unblock}</button
            >
          </div>`;
        },
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-blocked': ChatBlocked;
  }
}
