import type {ChatError, Conversation, ConversationHandle, Member, Person} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {property, state} from 'lit/decorators.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {dialogStyles} from '../internal/dialog.styles.js';
import {keepFocus} from '../internal/keep-focus.js';
import {ask, type MenuItem, openMenu} from '../internal/menu.js';
import {Modal} from '../internal/modal.js';
import {isolate, nameOf, nameOr, personOf, presenceWord, titleOf} from '../internal/names.js';
import {PeopleSearch} from '../internal/people-search.js';
import {Reads} from '../internal/reads.js';
import {drawSafetyIcon} from '../internal/safety-icons.js';
import {base} from '../tokens.styles.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';
import {Bans} from './bans.js';
import {drawHistorySetting, drawSlowSetting} from './group-settings.js';
import {Safety} from './safety.js';

const roles = ['owner', 'admin', 'moderator', 'member', 'observer'] as const satisfies readonly Member['role'][];

/**
 * The dialog about one conversation: who is in it and as what; renaming, adding, removing, leaving, muting; with one other person, blocking
 * and reporting them. It offers what the reader's role allows; the server decides.
 * `chat-thread` opens it; alone it opens by `show()`.
 *
 * @tagname chat-details
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatDetails extends ChatElement {
  static override styles = [
    base,
    dialogStyles,
    css`
      @media (min-width: 481px) {
        dialog {
          block-size: fit-content;
          min-block-size: min(320px, 100dvh - 48px);
          max-block-size: min(620px, 100dvh - 48px);
        }
      }
      .about {
        display: grid;
        gap: 4px;
        justify-items: center;
        padding: 8px 20px 16px;
        text-align: center;
        --chat-avatar-size: 72px;
      }
      .title {
        display: flex;
        gap: 4px;
        align-items: center;
        max-inline-size: 100%;
        font-size: max(20px, 1.25rem);
        font-weight: 600;
        line-height: var(--_snug);
      }
      /* the pencil pushes neither the name from the middle nor the lines apart */
      .title:has(button) {
        padding-inline-start: 44px;
      }
      .title button {
        margin-block: -8px;
      }
      .about .field {
        inline-size: 100%;
        margin: 0;
      }
      .setting svg {
        flex: none;
      }
      .setting select {
        margin-inline-start: auto;
        max-inline-size: 60%;
        min-block-size: 36px;
        padding-inline: 8px;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius-control);
        background: var(--_raised);
      }
      .danger,
      .danger svg {
        color: var(--_danger);
      }
    `,
  ];

  /** The conversation's id. */
  @property() conversation = '';

  @state() private isRenaming = false;
  @state() private isAdding = false;
  @state() private problem = '';
  @state() private hasMore = true;

  #search = new PeopleSearch(this, () => this.client);
  #safety = new Safety(this, (change, done) => this.#change(change, done));
  #bans = new Bans(this, (change, done) => this.#change(change, done));

  constructor() {
    super();
    keepFocus(this);
  }
  #reads = new Reads(this);
  #modal = new Modal(this);
  #release: (() => void) | undefined;

  async show(): Promise<void> {
    await this.updateComplete;
    this.#release ??= this.#handle?.open();
    void this.#safety.load();
    await this.#modal.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
    this.#release = undefined;
  }

  get #handle(): ConversationHandle | undefined {
    return this.client && this.conversation ? this.client.conversation(this.conversation) : undefined;
  }

  /** Runs a change; says in words when it was refused, and `done` when it was not: the log behind the dialog is mute. */
  #change(change: Promise<unknown> | undefined, done = ''): void {
    this.problem = '';
    change?.then(
      () => done && announce(this, done),
      (error: unknown) => {
        const {refusals, changeFailed} = this.strings;
        this.problem = refusals[(error as ChatError).code as keyof typeof refusals] ?? changeFailed;
        announce(this, this.problem, 'assertive');
        this.report(error);
      },
    );
  }

  #rename = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.item(0) as HTMLInputElement;
    const title = input.value.trim();
    const {systemEvents, you} = this.strings;
    if (title) this.#change(this.#handle?.update({title}), systemEvents.renamed(you, isolate(title)));
    this.isRenaming = false;
    void this.#focusOn('.title button');
  };

  #leave = async (): Promise<void> => {
    const {leaveTitle, leaveText, leave, cancel} = this.strings;
    const isSure = await ask(this.renderRoot as ShadowRoot, {
      title: leaveTitle,
      text: leaveText,
      action: leave,
      cancel,
    });
    if (!isSure) return;
    this.#change(this.#handle?.leave().then(() => this.#modal.close()));
  };

  /** What can be done about a member: who manages the conversation sets roles and removes, everybody may block and report. */
  #openMenu(event: Event, member: Member, mine: Member['role'], canManage: boolean): void {
    const {strings} = this;
    const root = this.renderRoot as ShadowRoot;
    const name = nameOf(member.user, this.client, this.#reads);
    const isErased = this.client?.people.person(member.user).get().erased;
    openMenu(root, {
      opener: event.currentTarget as HTMLElement,
      label: strings.moreFor(name),
      items: [
        ...(canManage ? this.#managing(member, name, mine) : []),
        ...(isErased ? [] : this.#safety.items(member.user, name)),
      ],
    });
  }

  #managing(member: Member, name: string, mine: Member['role']): readonly MenuItem[] {
    const {strings} = this;
    const {systemEvents, you} = strings;
    const root = this.renderRoot as ShadowRoot;
    const remove = async (ban = false) => {
      const {removeMemberTitle, removeMemberText: text, cancel} = strings;
      const action = ban ? strings.banMember : strings.remove;
      if (await ask(root, {title: removeMemberTitle(isolate(name)), text, action, cancel})) {
        const removing = this.#handle?.removeMember(member.user, {ban});
        const done = systemEvents.removed(you, isolate(name));
        this.#change(ban ? removing?.then(() => this.#bans.reload()) : removing, done);
      }
    };
    return [
      ...roles
        .filter((role) => rank(role) >= rank(mine))
        .map((role) => ({
          label: strings.roles[role],
          isOn: role === member.role,
          act: () =>
            this.#change(
              role === member.role ? undefined : this.#handle?.setRole(member.user, role),
              systemEvents.role(you, isolate(name), strings.roles[role]),
            ),
        })),
      {label: strings.removeMember, icon: this.icon('leave'), isDangerous: true, act: () => void remove()},
      {
        label: strings.banMember,
        icon: drawSafetyIcon('block', this.settings.icons),
        isDangerous: true,
        act: () => void remove(true),
      },
    ];
  }

  #loadMore = (): void => {
    this.#change(
      this.#handle?.loadMembers().then((hasMore) => {
        this.hasMore = hasMore;
      }),
    );
  };

  override render() {
    const {strings, client} = this;
    const handle = this.#handle;
    const state = handle && this.#reads.get(handle.state);
    return this.#modal.draw(
      strings.details,
      html`<div class="body">
        ${client && state ? [this.#renderAbout(state), this.#renderSettings(state), state.peer ? nothing : this.#renderMembers(state)] : nothing}
      </div>
      ${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}`,
    );
  }

  #renderAbout(state: Conversation) {
    const {strings, client} = this;
    const peer = state.peer === undefined ? undefined : personOf(state.peer, client, this.#reads);
    const title = titleOf(state, peer, strings);
    const canRename = mayManage(state);
    return html`<div class="about">
      <chat-avatar .user=${state.peer ?? state.id} .name=${title} .src=${state.avatar ?? peer?.avatar} .presence=${peer?.presence}></chat-avatar>
      ${
        this.isRenaming
          ? html`<form class="field" @submit=${this.#rename}>
            <input maxlength="120" aria-label=${strings.title} .value=${state.title ?? ''} />
            <button class="icon-button" aria-label=${strings.save}>${this.icon('check')}</button>
          </form>`
          : html`<div class="title">
            <bdi class="ellipsis">${title}</bdi>
            ${
              canRename
                ? html`<button class="icon-button" aria-label=${strings.rename} @click=${this.#startRenaming}>${this.icon('edit')}</button>`
                : nothing
            }
          </div>`
      }
      <div class="quiet">${peer ? presenceWord(peer.presence, strings) : strings.memberCount(state.memberCount)}</div>
      ${state.description ? html`<div dir="auto">${state.description}</div>` : nothing}
    </div>`;
  }

  #startRenaming = async (): Promise<void> => {
    this.isRenaming = true;
    (await this.#focusOn<HTMLInputElement>('.about input'))?.select();
  };

  #startAdding = (): void => {
    this.isAdding = true;
    void this.#focusOn('input[type="search"]');
  };

  /** What had the focus is about to be replaced by this. */
  async #focusOn<Control extends HTMLElement>(selector: string): Promise<Control | null> {
    await this.updateComplete;
    const control = this.renderRoot.querySelector<Control>(selector);
    control?.focus();
    return control;
  }

  #renderSettings(state: Conversation) {
    const {strings, settings} = this;
    const isMuted = state.mutedUntil > settings.now();
    const handle = this.#handle;
    return html`<button class="setting" aria-pressed=${isMuted} @click=${() => this.#change(handle?.mute(isMuted ? 0 : Number.MAX_SAFE_INTEGER))}>
        ${this.icon(isMuted ? 'bell' : 'mute')}${isMuted ? strings.unmute : strings.mute}
      </button>
      ${state.type !== 'direct' && mayManage(state) ? this.#renderGroup(state) : nothing}
      ${
        state.type !== 'direct' && state.membership === 'joined'
          ? html`<button class="setting danger" @click=${this.#leave}>${this.icon('leave')}${strings.leave}</button>`
          : nothing
      }${state.peer === undefined ? nothing : this.#renderSafety(state, state.peer)}`;
  }

  #renderGroup(state: Conversation) {
    const {strings} = this;
    const {icons} = this.settings;
    const update = (change: Parameters<ConversationHandle['update']>[0], words: string) =>
      this.#change(this.#handle?.update(change), words);
    return [
      state.type === 'group'
        ? drawSlowSetting(state, {strings, icons, set: (slowSeconds, words) => update({slowSeconds}, words)})
        : nothing,
      drawHistorySetting(state, {strings, icons, set: (history, words) => update({history}, words)}),
    ];
  }

  #renderSafety({blocked}: Conversation, peer: string) {
    const person = personOf(peer, this.client, this.#reads);
    if (peer === this.client?.user || person?.erased) return nothing;
    return this.#safety.render(peer, nameOr(person, peer), blocked === 'own');
  }

  #renderMembers(state: Conversation) {
    const {strings, client} = this;
    const handle = this.#handle;
    const members = handle ? this.#reads.get(handle.members).filter((member) => member.state === 'joined') : [];
    const sorted = [...members].sort((a, b) => rank(a.role) - rank(b.role));
    const canManage = mayManage(state);
    const canManageOne = ({role}: Member) => canManage && rank(role) >= rank(state.role);
    const canOpen = (member: Member, person: Person | undefined) =>
      member.user !== client?.user && (canManageOne(member) || !person?.erased);
    return html`<h3>${strings.memberCount(state.memberCount)}</h3>
      ${canManage ? this.#renderAdding(members) : nothing}
      <ul>
        ${sorted.map((member) => {
          const person = personOf(member.user, client, this.#reads);
          const isMe = member.user === client?.user;
          return html`<li class="person">
            <chat-avatar .user=${member.user} .name=${nameOr(person, member.user)} .src=${person?.avatar} .presence=${person?.presence}></chat-avatar>
            <div>
              <div class="name ellipsis" dir="auto">${isMe ? strings.you : nameOr(person, member.user)}</div>
              <div class="quiet">${strings.roles[member.role]}</div>
            </div>
            ${
              canOpen(member, person)
                ? html`<button
                  class="icon-button"
                  aria-haspopup="menu"
                  aria-label=${strings.moreFor(nameOr(person, member.user))}
                  @click=${(event: Event) => this.#openMenu(event, member, state.role, canManageOne(member))}
                >
                  ${this.icon('more')}
                </button>`
                : nothing
            }
          </li>`;
        })}
      </ul>
      ${
        this.hasMore && members.length < state.memberCount
          ? html`<button class="setting" @click=${this.#loadMore}>${this.icon('down')}${strings.showMoreMembers}</button>`
          : nothing
      }${handle && rank(state.role) <= rank('moderator') ? this.#bans.render(handle, canManage) : nothing}`;
  }

  #renderAdding(members: readonly Member[]) {
    const {strings} = this;
    if (!this.isAdding) {
      return html`<button class="setting" @click=${this.#startAdding}>${this.icon('add')}${strings.addMembers}</button>`;
    }
    const {state} = this.#search;
    const found = state.is === 'found' ? state.people.filter(({id}) => !members.some(({user}) => user === id)) : [];
    return html`<label class="field">
        ${this.icon('search')}
        <input
          type="search"
          placeholder=${strings.searchPeople}
          aria-label=${strings.searchPeople}
          @input=${(event: Event) => this.#search.find((event.target as HTMLInputElement).value.trim())}
        />
      </label>
      ${state.is === 'failed' ? html`<div class="hint" role="status">${strings.couldNotSearch}</div>` : nothing}
      ${state.is === 'found' && found.length === 0 ? html`<div class="hint" role="status">${strings.nobodyFound(state.query)}</div>` : nothing}
      <ul>
        ${found.map((person) => this.#renderFound(person))}
      </ul>`;
  }

  #renderFound(person: Person) {
    const {systemEvents, you} = this.strings;
    const name = nameOr(person, person.id);
    const add = () => this.#change(this.#handle?.addMember(person.id), systemEvents.added(you, isolate(name)));
    return html`<li>
      <button class="person" @click=${add}>
        <chat-avatar .user=${person.id} .name=${name} .src=${person.avatar}></chat-avatar>
        <div class="ellipsis" dir="auto">${name}</div>
        ${this.icon('add')}
      </button>
    </li>`;
  }
}

/** The lower, the more it may. */
const rank = (role: Member['role']): number => roles.indexOf(role);
const mayManage = ({type, role}: Conversation): boolean => type !== 'direct' && (role === 'owner' || role === 'admin');

declare global {
  interface HTMLElementTagNameMap {
    'chat-details': ChatDetails;
  }
}
