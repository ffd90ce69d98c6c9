/** Who is kept out of a group, for those who moderate it: a list that opens in its details, and for those who manage it a button that lifts a ban. */
import type {Chat, ChatError, ConversationHandle} from '@parlor/sdk';
import {html, nothing, type ReactiveController, type ReactiveControllerHost} from 'lit';
import type {Icons} from '../internal/icons.js';
import type {LoadState} from '../internal/loaded.js';
import {nameOr, personOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {drawSafetyIcon} from '../internal/safety-icons.js';
import type {Strings} from '../strings.js';
import '../strings/en-aids.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

type Host = ReactiveControllerHost & {
  readonly isConnected: boolean;
  readonly client: Chat | undefined;
  readonly strings: Strings;
  readonly settings: {readonly icons?: Icons};
};

/** `change` runs what was chosen and says what became of it. */
export class Bans implements ReactiveController {
  readonly #host: Host;
  readonly #change: (change: Promise<unknown> | undefined, done?: string) => void;
  readonly #reads: Reads;
  /** Of which group it is open. */
  #of: ConversationHandle | undefined;
  #users: readonly string[] = [];
  #next: string | undefined;
  /** How often it was asked: only the last answer counts, so that no page comes twice. */
  #asked = 0;
  #is: LoadState = 'loading';

  constructor(host: Host, change: (change: Promise<unknown> | undefined, done?: string) => void) {
    this.#host = host;
    this.#change = change;
    this.#reads = new Reads(host);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#of = undefined;
    this.#asked++;
  }

  /** Asks anew, if it is open. */
  async reload(): Promise<void> {
    this.#users = [];
    this.#next = undefined;
    await this.#load();
  }

  #load = async (): Promise<void> => {
    const of = this.#of;
    const asked = ++this.#asked;
    if (!of) return;
    this.#become('loading');
    try {
      const {users, next} = await of.bans(this.#next);
      if (asked !== this.#asked) return;
      this.#users = [...this.#users, ...users];
      this.#next = next;
      this.#become('shown');
    } catch (error) {
      if (asked === this.#asked) this.#become({failed: (error as ChatError).code ?? 'INTERNAL'});
    }
  };

  #become(is: LoadState): void {
    this.#is = is;
    this.#host.requestUpdate();
  }

  /** Whose button has the focus then says it. */
  #lift(user: string): void {
    const lifted = this.#of?.unban(user).then(() => {
      this.#users = this.#users.filter((one) => one !== user);
      this.#host.requestUpdate();
    });
    this.#change(lifted);
  }

  render(handle: ConversationHandle, mayLift: boolean): unknown {
    const {strings, settings} = this.#host;
    const isOpen = this.#of === handle;
    const toggle = (): void => {
      this.#of = isOpen ? undefined : handle;
      void this.reload();
      this.#host.requestUpdate();
    };
    return html`<button class="setting" aria-expanded=${isOpen} @click=${toggle}>
        ${drawSafetyIcon('block', settings.icons)}${strings.banned}
      </button>${isOpen ? this.#renderList(mayLift) : nothing}`;
  }

  #renderList(mayLift: boolean) {
    const {strings} = this.#host;
    const is = this.#is;
    const isFailed = typeof is === 'object';
    const words = isFailed
      ? is.failed === 'OFFLINE'
        ? strings.refusals.OFFLINE
        : strings.detailsFailed
      : is === 'loading'
        ? strings.loading
        : strings.nobodyYet;
    return html`${this.#users.length > 0 ? html`<ul>${this.#users.map((user) => this.#renderOne(user, mayLift))}</ul>` : nothing}
      ${isFailed || this.#users.length === 0 ? html`<div class="hint" role="status">${words}</div>` : nothing}
      ${
        isFailed || this.#next
          ? html`<button class="setting more" @click=${this.#load}>${isFailed ? strings.tryAgain : strings.showMore}</button>`
          : nothing
      }`;
  }

  #renderOne(user: string, mayLift: boolean) {
    const {strings, client} = this.#host;
    const person = personOf(user, client, this.#reads);
    const name = nameOr(person, user);
    return html`<li class="person banned">
      <chat-avatar .user=${user} .name=${name} .src=${person?.avatar}></chat-avatar>
      <div class="name ellipsis" dir="auto">${name}</div>
      ${
        mayLift
          ? html`<button class="plain" aria-label=${`${strings.liftBan}: ${name}`} @click=${() => this.#lift(user)}
              >${strings.liftBan}</button
            >`
          : nothing
      }
    </li>`;
  }
}
