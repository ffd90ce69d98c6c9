import type {Message} from '@parlor/sdk';
import {isVote} from '@parlor/sdk/poll';
import {css, html, nothing} from 'lit';
import {property, state} from 'lit/decorators.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles} from '../internal/dialog.styles.js';
import {Modal} from '../internal/modal.js';
import {nameOr, personOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {base} from '../tokens.styles.js';
import '../strings/en-aids.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

/** Who is on each list, as user ids. */
type Known = {
  read: readonly string[];
  delivered: readonly string[];
  reactions: readonly {key: string; users: readonly string[]}[];
};

const nobody: Pick<Known, 'read' | 'delivered'> = {read: [], delivered: []};

/**
 * The dialog about one message: who has read it, of one's own; who has only received it; and everybody who reacted.
 * `chat-log` opens it; alone it opens by `show()`.
 *
 * @tagname chat-message-details
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatMessageDetails extends ChatElement {
  static override styles = [
    base,
    dialogStyles,
    css`
      h3 {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      h3 span {
        font-size: 18px;
      }
    `,
  ];

  /** The conversation's id. */
  @property() conversation = '';
  @property({attribute: false}) message: Message | undefined;

  @state() private known: Known | undefined;
  @state() private hasFailed = false;
  #reads = new Reads(this);
  #modal = new Modal(this);

  async show(): Promise<void> {
    await this.#modal.show();
    await this.#load();
  }

  #load = async (): Promise<void> => {
    const {message, client, conversation} = this;
    if (!message || !client) return;
    const handle = client.conversation(conversation);
    this.hasFailed = false;
    try {
      const [receipts, reactions] = await Promise.all([
        message.own ? handle.receipts(message.id) : nobody,
        message.reactions.length > 0 ? handle.reactions(message.id) : [],
      ]);
      const keys = [...new Set(reactions.map(({key}) => key))];
      this.known = {
        read: receipts.read,
        delivered: receipts.delivered.filter((user) => !receipts.read.includes(user)),
        reactions: keys.map((key) => ({
          key,
          users: reactions.filter((one) => one.key === key).map(({user}) => user),
        })),
      };
    } catch (error) {
      this.hasFailed = true;
      this.report(error);
    }
  };

  override render() {
    const {strings, known, hasFailed} = this;
    return this.#modal.draw(
      strings.details,
      html`<div class="body" tabindex="0" role="region" aria-labelledby="title" aria-busy=${!known && !hasFailed}>
        ${known ? this.#renderKnown(known) : hasFailed ? this.#renderFailure() : html`<div class="hint">${strings.loading}</div>`}
      </div>`,
    );
  }

  #renderFailure() {
    const {strings} = this;
    return html`<div class="hint" role="alert">${strings.detailsFailed}</div>
      <button class="person" @click=${this.#load}>${this.icon('retry')}<span>${strings.tryAgain}</span></button>`;
  }

  #renderKnown({read, delivered, reactions}: Known) {
    const {strings, message} = this;
    return html`${
      message?.own
        ? html`<h3>${strings.readByWhom}</h3>
          ${this.#renderPeople(read)}
          ${delivered.length > 0 ? html`<h3>${strings.deliveredToWhom}</h3>${this.#renderPeople(delivered)}` : nothing}`
        : nothing
    }${reactions.map(
      ({key, users}) =>
        html`<h3 aria-label=${strings.reaction(this.#nameOf(key), String(users.length), false)}>${this.#isVote(key) ? html`<bdi>${this.#nameOf(key)}</bdi>` : html`<span>${key}</span>`}${users.length}</h3>
          ${this.#renderPeople(users)}`,
    )}`;
  }

  #isVote(key: string): boolean {
    return isVote(key) && !!this.message?.content.poll;
  }

  /** Of a vote what was chosen. */
  #nameOf(key: string): string {
    const option = this.message?.content.poll?.options.find(({id}) => key === `vote:${id}`);
    return option?.text ?? key;
  }

  #renderPeople(users: readonly string[]) {
    const {strings, client} = this;
    if (users.length === 0) return html`<div class="hint">${strings.nobodyYet}</div>`;
    return html`<ul>
      ${users.map((user) => {
        const person = personOf(user, client, this.#reads);
        const name = user === client?.user ? strings.you : nameOr(person, user);
        return html`<li class="person">
          <chat-avatar .user=${user} .name=${nameOr(person, user)} .src=${person?.avatar}></chat-avatar>
          <bdi class="ellipsis">${name}</bdi>
        </li>`;
      })}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-message-details': ChatMessageDetails;
  }
}
