import type {ChatError, Conversation, Message} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles} from '../internal/dialog.styles.js';
import {keepFocus} from '../internal/keep-focus.js';
import {Modal} from '../internal/modal.js';
import {nameOr, personOf, titleOf} from '../internal/names.js';
import {PeopleSearch} from '../internal/people-search.js';
import {Reads} from '../internal/reads.js';
import {base} from '../tokens.styles.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

/** As many as the SDK forwards to at a time. */
const mostTargets = 10;

/** Where to: a conversation there is, or a person with whom there is none yet. */
type Target = {id: string; isPerson: boolean; title: string; user?: string | undefined; src?: string | undefined};

/**
 * The dialog that passes a message on, or several: to conversations of one's own, or to people found by name. `chat-log` opens it from the menu of
 * a message; alone it opens by `show()`.
 *
 * @tagname chat-forward
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatForward extends ChatElement {
  static override styles = [base, dialogStyles];

  /** The id of the conversation, and the message. */
  @property() conversation = '';
  @property({attribute: false}) message: Message | undefined;
  /** In place of one message several, in their order: those that are on their way are left out of it. */
  @property({attribute: false}) messages: readonly Message[] | undefined;

  @state() private chosen: readonly Target[] = [];
  @state() private words = '';
  @state() private problem = '';
  @state() private isBusy = false;
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

  #onInput = (event: Event): void => {
    this.words = (event.target as HTMLInputElement).value.trim();
    this.#search.find(this.words);
  };

  #toggle(target: Target): void {
    const {field} = this;
    const others = this.chosen.filter(({id}) => id !== target.id);
    const isAdded = others.length === this.chosen.length;
    if (isAdded && others.length >= mostTargets) return this.#say(this.strings.refusals.TOO_LARGE);
    this.chosen = isAdded ? [...others, target] : others;
    this.problem = '';
    if (!isAdded || !field || !this.words) return;
    field.value = '';
    this.words = '';
    this.#search.find('');
    field.focus();
  }

  #send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const {client, message, conversation, chosen, strings} = this;
    this.messages ??= message ? [message] : [];
    if (!client || this.messages.length === 0 || chosen.length === 0 || this.isBusy) return;
    this.isBusy = true;
    this.problem = '';
    try {
      const to = await Promise.all(
        chosen.map(async ({id, isPerson}) => (isPerson ? (await client.direct(id)).id : id)),
      );
      // one after the other, so that they come in their order; what went is not sent again by another try
      for (let next = this.messages[0]; next; next = this.messages[0]) {
        await client.conversation(conversation).forward(next.id, to);
        this.messages = this.messages.slice(1);
      }
      announce(this, strings.forwarded);
      this.#modal.close();
    } catch (error) {
      const {refusals, notForwarded} = strings;
      this.#say(refusals[(error as ChatError).code as keyof typeof refusals] ?? notForwarded);
      this.report(error);
    } finally {
      this.isBusy = false;
    }
  };

  #say(problem: string): void {
    this.problem = problem;
    announce(this, problem, 'assertive');
  }

  /** Those one may write to, the newest activity first; while something is typed those whose name has it, and people with whom there is none. */
  #targets(): readonly Target[] {
    const {client, words} = this;
    if (!client) return [];
    const all = this.#reads.get(client.inbox.list('all')).conversations;
    const wanted = words.toLocaleLowerCase();
    const known = all
      .filter(({writable}) => writable)
      .map((conversation) => this.#targetOf(conversation))
      .filter(({title}) => title.toLocaleLowerCase().includes(wanted));
    const {state: search} = this.#search;
    if (!words || search.is !== 'found') return known;
    const peers = new Set(all.map(({peer}) => peer));
    const people = search.people.filter(({id}) => !peers.has(id));
    return [
      ...known,
      ...people.map(
        (one): Target => ({id: one.id, isPerson: true, title: nameOr(one, one.id), user: one.id, src: one.avatar}),
      ),
    ];
  }

  #targetOf(conversation: Conversation): Target {
    const {id, peer, avatar} = conversation;
    const person = peer === undefined ? undefined : personOf(peer, this.client, this.#reads);
    const title = titleOf(conversation, person, this.strings);
    return {id, isPerson: false, title, user: peer ?? id, src: avatar ?? person?.avatar};
  }

  override render() {
    const {strings, chosen, problem, isBusy} = this;
    return this.#modal.draw(
      strings.forwardTo,
      html`<label class="field">
        ${this.icon('search')}
        <input id="search" type="search" autofocus autocomplete="off" placeholder=${strings.searchConversations} aria-label=${strings.searchConversations} @input=${this.#onInput} />
      </label>
      ${
        chosen.length > 0
          ? html`<div class="chips" role="group" aria-label=${strings.chosen}>
            ${chosen.map(
              (
                target,
              ) => html`<button type="button" aria-label=${strings.removeChosen(target.title)} @click=${() => this.#toggle(target)}>
                <chat-avatar .user=${target.user ?? target.id} .name=${target.title} .src=${target.src}></chat-avatar>
                <bdi>${target.title}</bdi>${this.icon('close')}
              </button>`,
            )}
          </div>`
          : nothing
      }
      <div class="body">${this.#renderTargets()}</div>
      <form class="bottom" @submit=${this.#send}>
        ${problem ? html`<p class="problem">${problem}</p>` : nothing}
        <button type="button" class="plain" @click=${this.#modal.close}>${strings.cancel}</button>
        <button class="primary" aria-disabled=${chosen.length === 0 || isBusy}>${strings.send}</button>
      </form>`,
    );
  }

  #renderTargets() {
    const {strings, chosen, words} = this;
    const targets = this.#targets();
    if (targets.length === 0)
      return html`<div class="hint" role="status">${words ? strings.noResults(words) : strings.noConversations}</div>`;
    return html`<ul>
      ${targets.map((target) => {
        const isChosen = chosen.some(({id}) => id === target.id);
        return html`<li>
          <button type="button" class="person" aria-pressed=${isChosen} @click=${() => this.#toggle(target)}>
            <chat-avatar .user=${target.user ?? target.id} .name=${target.title} .src=${target.src}></chat-avatar>
            <div class="ellipsis" dir="auto">${target.title}</div>
            ${isChosen ? this.icon('check') : nothing}
          </button>
        </li>`;
      })}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-forward': ChatForward;
  }
}
