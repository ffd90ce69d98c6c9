import type {ConversationHandle, Person, Readable} from '@parlor/sdk';
import {html, nothing, type PropertyValues} from 'lit';
import {query, state} from 'lit/decorators.js';
import {ChatOpenEvent} from '../events.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles} from '../internal/dialog.styles.js';
import {keepFocus} from '../internal/keep-focus.js';
import {Modal} from '../internal/modal.js';
import {nameOr, personOf} from '../internal/names.js';
import {PeopleSearch} from '../internal/people-search.js';
import {Reads} from '../internal/reads.js';
import {drawSafetyIcon} from '../internal/safety-icons.js';
import {base} from '../tokens.styles.js';
import '../strings/en-dialogs.js';

/**
 * The dialog that starts a conversation: one person makes it direct, more make a group with a name.
 * `chat-conversation-list` opens it; alone it opens by `show()`.
 *
 * @tagname chat-new-conversation
 * @fires {ChatOpenEvent} chat-open - the conversation is there
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatNewConversation extends ChatElement {
  static override styles = [base, dialogStyles];

  @state() private chosen: readonly Person[] = [];
  @state() private groupName = '';
  @state() private problem = '';
  @state() private isBusy = false;
  /** Whom the reader blocks, once that is known. */
  @state() private blocked: Readable<readonly string[]> | undefined;
  @query('#search') private field!: HTMLInputElement | null;

  #search = new PeopleSearch(this, () => this.client);

  #reads = new Reads(this);
  #modal = new Modal(this);

  constructor() {
    super();
    keepFocus(this);
  }

  show(): Promise<void> {
    return this.#modal.show();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('client')) void this.#learnBlocked();
  }

  /** Without a connection nobody is missed: the line that leads to them is not there. */
  async #learnBlocked(): Promise<void> {
    const {client} = this;
    this.blocked = undefined;
    const blocked = await client?.people.blocked().catch(() => undefined);
    if (client === this.client) this.blocked = blocked;
  }

  #openBlocked = (): void => {
    const {client} = this;
    if (!client) return;
    import('../chat-blocked/open.js')
      .then(({openBlocked}) => openBlocked(this.renderRoot as ShadowRoot, client))
      .catch(this.report);
  };

  #toggle(person: Person): void {
    const {field} = this;
    const isChosen = this.chosen.some(({id}) => id === person.id);
    this.chosen = isChosen ? this.chosen.filter(({id}) => id !== person.id) : [...this.chosen, person];
    this.problem = '';
    if (!field || isChosen) return;
    field.value = '';
    this.#search.find('');
    field.focus();
  }

  #create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const {client, chosen, strings} = this;
    const [first] = chosen;
    if (!client || !first || !this.#canCreate || this.isBusy) return;
    this.isBusy = true;
    try {
      const opened: ConversationHandle =
        chosen.length === 1
          ? await client.direct(first.id)
          : await client.createGroup({title: this.groupName.trim(), members: chosen.map(({id}) => id)});
      const open = new ChatOpenEvent(opened.id);
      this.dispatchEvent(open);
      this.#modal.close();
    } catch (error) {
      this.problem = strings.couldNotCreate;
      announce(this, this.problem, 'assertive');
      this.report(error);
    } finally {
      this.isBusy = false;
    }
  };

  get #canCreate(): boolean {
    return this.chosen.length === 1 || (this.chosen.length > 1 && this.groupName.trim() !== '');
  }

  /** Before anything is typed: those one has talked with lately. */
  #recent(): readonly Person[] {
    const {client} = this;
    if (!client) return [];
    const peers = this.#reads.get(client.inbox.list('all')).conversations.flatMap(({peer}) => peer ?? []);
    return peers.slice(0, 12).flatMap((peer) => personOf(peer, client, this.#reads) ?? []);
  }

  #onInput = (event: Event): void => this.#search.find((event.target as HTMLInputElement).value.trim());

  override render() {
    const {strings, chosen} = this;
    const isGroup = chosen.length > 1;
    return this.#modal.draw(
      strings.newConversation,
      html`<label class="field">
        ${this.icon('search')}
        <input id="search" type="search" autofocus autocomplete="off" placeholder=${strings.searchPeople} aria-label=${strings.searchPeople} @input=${this.#onInput} />
      </label>
      ${
        chosen.length > 0
          ? html`<div class="chips" role="group" aria-label=${strings.chosen}>
            ${chosen.map(
              (
                person,
              ) => html`<button aria-label=${strings.removeChosen(nameOr(person, person.id))} @click=${() => this.#toggle(person)}>
                <chat-avatar .user=${person.id} .name=${nameOr(person, person.id)} .src=${person.avatar}></chat-avatar>
                <bdi>${nameOr(person, person.id)}</bdi>${this.icon('close')}
              </button>`,
            )}
          </div>`
          : nothing
      }
      <div class="body">${this.#renderPeople()}${this.#renderBlocked()}</div>
      <form class="bottom" @submit=${this.#create}>
        ${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}
        ${
          isGroup
            ? html`<label class="field"
              ><input
                maxlength="120"
                placeholder=${strings.groupName}
                aria-label=${strings.groupName}
                .value=${this.groupName}
                @input=${(event: Event) => (this.groupName = (event.target as HTMLInputElement).value)}
            /></label>`
            : nothing
        }
        <button class="primary" aria-disabled=${!this.#canCreate || this.isBusy}>${isGroup ? strings.create : strings.openDirect}</button>
      </form>`,
    );
  }

  /** They are who is not found here. */
  #renderBlocked() {
    const {blocked, strings} = this;
    if (!blocked || this.#reads.get(blocked).length === 0 || this.#search.state.is === 'found') return nothing;
    return html`<button class="setting" aria-haspopup="dialog" @click=${this.#openBlocked}>
      ${drawSafetyIcon('block', this.settings.icons)}${strings.blockedPeople}
    </button>`;
  }

  #renderPeople() {
    const {strings, chosen} = this;
    const {state} = this.#search;
    if (state.is === 'failed') return html`<div class="hint" role="status">${strings.couldNotSearch}</div>`;
    const people = state.is === 'found' ? state.people : this.#recent();
    if (people.length === 0) {
      return html`<div class="hint" role="status">${state.is === 'found' ? strings.nobodyFound(state.query) : strings.findPeopleHint}</div>`;
    }
    return html`<ul>
      ${people.map((person) => {
        const isChosen = chosen.some(({id}) => id === person.id);
        return html`<li>
          <button class="person" aria-pressed=${isChosen} @click=${() => this.#toggle(person)}>
            <chat-avatar .user=${person.id} .name=${nameOr(person, person.id)} .src=${person.avatar} .presence=${person.presence}></chat-avatar>
            <div class="ellipsis" dir="auto">${nameOr(person, person.id)}</div>
            ${isChosen ? this.icon('check') : nothing}
          </button>
        </li>`;
      })}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-new-conversation': ChatNewConversation;
  }
}
