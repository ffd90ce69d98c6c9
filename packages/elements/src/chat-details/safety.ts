import type {Chat, Readable} from '@parlor/sdk';
import {html, type ReactiveController, type ReactiveControllerHost} from 'lit';
import type {Icons} from '../internal/icons.js';
import {ask, type MenuItem} from '../internal/menu.js';
import {isolate} from '../internal/names.js';
import {drawSafetyIcon} from '../internal/safety-icons.js';
import type {Strings} from '../strings.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';
import '../strings/en-safety.js';

type Host = ReactiveControllerHost & {
  readonly client: Chat | undefined;
  readonly strings: Strings;
  readonly settings: {readonly icons?: Icons};
  readonly renderRoot: HTMLElement | DocumentFragment;
};

/** Blocking and reporting people, from a dialog. `change` runs what was chosen and says what became of it. */
export class Safety implements ReactiveController {
  readonly #host: Host;
  readonly #change: (change: Promise<unknown> | undefined, done?: string) => void;
  /** What was chosen and is not known to hold yet. */
  readonly #wishes = new Map<string, boolean>();
  /** Whom the reader blocks, once that was asked for. */
  #blocked: Readable<readonly string[]> | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(host: Host, change: (change: Promise<unknown> | undefined, done?: string) => void) {
    this.#host = host;
    this.#change = change;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stopWaiting?.();
    this.#blocked = undefined;
  }

  /** Learns whom the reader blocks; until then, and without a connection, everybody can be blocked. */
  async load(): Promise<void> {
    this.#blocked = await this.#host.client?.people.blocked().catch(() => undefined);
  }

  /** Two lines of a dialog about one other person, whom the reader blocks or not. */
  render(user: string, name: string, isBlocking: boolean): unknown {
    const {strings, settings} = this.#host;
    const icon = (is: 'block' | 'flag') => drawSafetyIcon(is, settings.icons);
    return html`${
      this.#isBlocking(user, isBlocking)
        ? html`<button class="setting" @click=${() => this.#unblock(user, name)}>${icon('block')}${strings.unblockPerson(isolate(name))}</button>`
        : html`<button class="setting danger" @click=${() => this.#block(user, name)}>${icon('block')}${strings.block(isolate(name))}</button>`
    }<button class="setting danger" aria-haspopup="dialog" @click=${() => this.#report(user)}>
        ${icon('flag')}${strings.reportPerson(isolate(name))}
      </button>`;
  }

  /** The same in the menu of a member. */
  items(user: string, name: string): readonly MenuItem[] {
    const {strings, settings} = this.#host;
    const icon = drawSafetyIcon('block', settings.icons);
    return [
      this.#isBlocking(user, this.#blocked?.get().includes(user) ?? false)
        ? {label: strings.unblockPerson(isolate(name)), icon, act: () => this.#unblock(user, name)}
        : {label: strings.block(isolate(name)), icon, isDangerous: true, act: () => void this.#block(user, name)},
      {
        label: strings.reportPerson(isolate(name)),
        icon: drawSafetyIcon('flag', settings.icons),
        isDangerous: true,
        act: () => this.#report(user),
      },
    ];
  }

  #isBlocking(user: string, known: boolean): boolean {
    if (this.#wishes.get(user) === known) this.#wishes.delete(user);
    return this.#wishes.get(user) ?? known;
  }

  async #block(user: string, name: string): Promise<void> {
    const {client, renderRoot, strings} = this.#host;
    const {blockTitle, blockText: text, blockNow: action, cancel, youBlocked} = strings;
    if (!(await ask(renderRoot as ShadowRoot, {title: blockTitle(isolate(name)), text, action, cancel}))) return;
    this.#awaitBlock(user);
    this.#wish(user, true, client?.people.block(user), youBlocked(isolate(name)));
  }

  #unblock(user: string, name: string): void {
    const {client, strings} = this.#host;
    this.#wish(user, false, client?.people.unblock(user), strings.unblocked(isolate(name)));
  }

  #wish(user: string, on: boolean, writing: Promise<void> | undefined, done: string): void {
    this.#wishes.set(user, on);
    this.#change(writing, done);
    writing?.catch(() => this.#takeBack(user));
    this.#host.requestUpdate();
  }

  #takeBack(user: string): void {
    this.#wishes.delete(user);
    this.#host.requestUpdate();
  }

  /** It waits in the outbox: what the server refuses is said here, and nowhere else. */
  #awaitBlock(user: string): void {
    const outbox = this.#host.client?.outbox;
    const before = outbox?.get().map(({opId}) => opId);
    this.#stopWaiting?.();
    this.#stopWaiting = outbox?.subscribe((items) => {
      const refused = items.find(({op, is, opId}) => op === 'block.set' && is === 'failed' && !before?.includes(opId));
      if (!refused) return;
      this.#stopWaiting?.();
      this.#takeBack(user);
      this.#change(outbox.discard(refused.opId).then(() => Promise.reject(refused)));
    });
  }

  #report(user: string): void {
    const {client, renderRoot} = this.#host;
    this.#change(
      import('../chat-report/open.js').then(({openReport}) =>
        openReport(renderRoot as ShadowRoot, {chat: client, user}),
      ),
    );
  }
}
