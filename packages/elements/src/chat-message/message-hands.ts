/**
 * What a reader does with a message: the toolbar, the keys, the long press, the menu. Loaded when a pointer or the focus
 * first comes to a message.
 */
import type {Message} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {
  ChatClosePollEvent,
  ChatDeleteEvent,
  ChatEditEvent,
  ChatForwardEvent,
  ChatMessageDetailsEvent,
  ChatPinMessageEvent,
  ChatReactEvent,
  ChatRemindEvent,
  ChatRemovePreviewEvent,
  ChatReplyEvent,
  ChatReportEvent,
  ChatRetryEvent,
  ChatSelectEvent,
  ChatUnreadEvent,
} from '../events.js';
import {copyText} from '../internal/copy-text.js';
import {drawIcon} from '../internal/icons.js';
import {actionOf, messageActions} from '../internal/keymap.js';
import {mayDelete, mayDeleteOthers, mayEdit, mayPin} from '../internal/rights.js';
import type {ChatMessage, MessageAction, OwnAction} from './chat-message.js';
import '../strings/en-conversation.js';

const longPressMs = 450;

/** What can be done with this message now: as the host says, and what it leaves to us. */
export function offered(host: ChatMessage): readonly (MessageAction | OwnAction)[] {
  const {message, noActions, actions = ['usual']} = host;
  if (!message || noActions || message.deleted || message.content.kind === 'system') return [];
  return actions.flatMap((action) => (action === 'usual' ? usual(message, host) : action));
}

function usual(message: Message, {hasDetails, where}: ChatMessage): readonly MessageAction[] {
  const details: MessageAction[] = hasDetails && isTold(message) ? ['details'] : [];
  const forward: MessageAction[] = hasDetails && isSaying(message) ? ['forward'] : [];
  const select: MessageAction[] = hasDetails ? ['select'] : [];
  const remind: MessageAction[] = hasDetails ? ['remind'] : [];
  const pin: MessageAction[] = mayPin(where?.()) ? ['pin'] : [];
  const preview: MessageAction[] = message.content.preview && !message.content.noPreview ? ['remove-preview'] : [];
  // a poll stays as it was asked
  const {poll} = message.content;
  // what has not left yet, or was refused, goes out with other words
  if (message.seq === undefined)
    return message.delivery?.is === 'cancelling' ? ['copy'] : [...(poll ? [] : (['edit'] as const)), 'copy', 'delete'];
  const edit: MessageAction[] = mayEdit(message, where?.()) ? ['edit'] : [];
  const change: MessageAction[] = !poll ? edit : isOpen(message, Date.now()) ? ['close-poll'] : [];
  const drop: MessageAction[] = mayDelete(message, where?.()) ? ['delete'] : [];
  return message.own
    ? [
        'react',
        'reply',
        ...change,
        ...preview,
        'copy',
        ...forward,
        ...select,
        ...pin,
        'unread',
        ...remind,
        ...details,
        ...drop,
      ]
    : [
        'react',
        'reply',
        'copy',
        ...forward,
        ...select,
        ...pin,
        'unread',
        ...remind,
        ...details,
        ...(hasDetails ? (['report'] as const) : []),
        ...(mayDeleteOthers(where?.()) ? (['delete'] as const) : []),
      ];
}

const isOpen = ({content: {poll}}: Message, now: number): boolean =>
  !!poll && !poll.closed && (poll.closesAt ?? Number.POSITIVE_INFINITY) > now;

/** There is something that could be passed on: words, or files. */
const isSaying = ({content: {text, attachments}}: Message): boolean => text.trim() !== '' || attachments.length > 0;

/** There is more to tell of it than its mark and its reactions say: which of several have read it, or who reacted. */
const isTold = ({reactions, delivery}: Message): boolean =>
  reactions.length > 0 || ((delivery?.is === 'read' || delivery?.is === 'delivered') && delivery.of > 1);

export function drawToolbar(host: ChatMessage): unknown {
  const {strings} = host;
  const actions = offered(host);
  if (actions.length === 0) return nothing;
  adoptStyles(rootOf(host));
  const button = (name: 'react' | 'reply' | 'more', label: string, run: () => void) =>
    html`<button
      id=${name}
      class="icon-button"
      tabindex="-1"
      title=${label}
      aria-label=${label}
      aria-haspopup=${name === 'reply' ? nothing : 'menu'}
      @click=${run}
      >${drawIcon(name, host.settings.icons)}</button
    >`;
  return html`<div class="toolbar" part="toolbar" role="toolbar" aria-label=${strings.messageActions}
    >${actions.includes('react') ? button('react', strings.addReaction, () => act(host, 'react')) : nothing}${
      actions.includes('reply') ? button('reply', strings.reply, () => act(host, 'reply')) : nothing
    }${button('more', strings.moreActions, () => void openMenu(host))}</div
  >`;
}

/** Opens the menu of a message, or only its reactions. */
export async function openMenu(host: ChatMessage, only?: 'react'): Promise<void> {
  const actions = offered(host);
  if (actions.length === 0) return;
  const {openMessageMenu} = await import('./message-menu.js');
  const opener = controlsOf(host, only ? '#react, #more' : '#more')[0] ?? articleOf(host);
  if (opener) openMessageMenu(host, opener, only ? [only] : actions, (action, key) => act(host, action, key));
}

export function act(host: ChatMessage, action: MessageAction | 'retry', key?: string): void {
  const {message} = host;
  if (!message) return;
  if (action === 'react' && key !== undefined) {
    const isOn = message.reactions.some((reaction) => reaction.key === key && reaction.own);
    host.dispatchEvent(new ChatReactEvent(message, key, !isOn));
  } else if (action === 'react') void openMenu(host, 'react');
  else if (action === 'pin') {
    const wish = new ChatPinMessageEvent(message, !message.pinned);
    host.dispatchEvent(wish);
  } else if (action === 'copy') void copy(host, key ?? host.plainText);
  else if (action === 'delete') void askAndDelete(host);
  else {
    const Wish = {
      reply: ChatReplyEvent,
      edit: ChatEditEvent,
      'remove-preview': ChatRemovePreviewEvent,
      unread: ChatUnreadEvent,
      retry: ChatRetryEvent,
      details: ChatMessageDetailsEvent,
      forward: ChatForwardEvent,
      select: ChatSelectEvent,
      'close-poll': ChatClosePollEvent,
      remind: ChatRemindEvent,
      report: ChatReportEvent,
    }[action];
    const wish = new Wish(message);
    host.dispatchEvent(wish);
  }
}

async function copy(host: ChatMessage, text: string): Promise<void> {
  const isCopied = await copyText(text, rootOf(host));
  const {tellCopied} = await import('./tell-copied.js');
  tellCopied(host, isCopied);
}

async function askAndDelete(host: ChatMessage): Promise<void> {
  const {confirmDelete} = await import('./message-menu.js');
  if (!(await confirmDelete(host)) || !host.message) return;
  const wish = new ChatDeleteEvent(host.message);
  host.dispatchEvent(wish);
}

/** The dialog that lists the keys. */
async function openHelp(host: ChatMessage): Promise<void> {
  await import('../chat-keys/define.js');
  const dialog = document.createElement('chat-keys');
  dialog.keymap = host.keymap;
  dialog.addEventListener('close', () => dialog.remove());
  host.renderRoot.append(dialog);
  await dialog.show();
}

/**
 * The keys of one message (UX-K8, K9). Letters act only while the message itself has the focus (WCAG 2.1.4). `target` is where the
 * key was pressed: this file may have come after it, and no key is lost.
 */
export function onKey(host: ChatMessage, event: KeyboardEvent, target: EventTarget | undefined): void {
  const {key} = event;
  const isItself = target === articleOf(host);
  // what came too late to be taken from the browser has moved the focus already
  const isLate = event.eventPhase === Event.NONE;
  if (isLate && (key === 'Tab' || rootOf(host).activeElement !== target)) return;
  if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) void openMenu(host);
  else if (isItself && (key === 'Enter' || key === 'F2')) {
    entered = host;
    host.addEventListener('focusout', leave, {once: true});
    step(host, 0);
  } else if (!isItself && key === 'Escape') {
    leave();
    host.focus();
  } else if (entered === host && !isItself && key === 'Tab') step(host, event.shiftKey ? -1 : 1);
  else {
    if (!isItself || host.shortcuts === 'off') return;
    const action = actionOf(event, messageActions, host.keymap);
    if (action === 'help') void openHelp(host);
    else if (action && offered(host).includes(action)) act(host, action);
    else return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/**
 * The message that the reader has gone into: Tab goes around in it. Whoever came to a block of code, which is a stop of its own
 * where it scrolls, goes on through the page (WCAG 2.1.2).
 */
let entered: ChatMessage | undefined;

function leave(): void {
  entered = undefined;
}

/** Moves the focus inside the message: to its first control, or around its controls. */
function step(host: ChatMessage, by: -1 | 0 | 1): void {
  const controls = controlsOf(host, 'a, article button, chat-attachment, chat-link-preview, pre[tabindex="0"]');
  const here = controls.indexOf(rootOf(host).activeElement as HTMLElement);
  controls[by === 0 ? 0 : (here + by + controls.length) % controls.length]?.focus();
}

/** Those that are drawn: in a narrow log the menu stands for the whole toolbar. */
const controlsOf = (host: ChatMessage, selector: string): HTMLElement[] =>
  [...host.renderRoot.querySelectorAll<HTMLElement>(selector)].filter((control) => control.checkVisibility());

let press: ReturnType<typeof setTimeout> | undefined;
let swipes: typeof import('./reply-swipe.js') | undefined;
/** The finger that is down. */
let finger: PointerEvent | undefined;

/**
 * A long press of a finger opens the menu, on a reaction it tells who reacted; a swipe answers the message. The same is under
 * the toolbar's last button (WCAG 2.5.7).
 */
export function onPointer(host: ChatMessage, event: PointerEvent, target: EventTarget | undefined): void {
  if (event.type === 'pointermove') {
    const isMeant = (finger && swipes?.move(event)) || Math.hypot(event.movementX, event.movementY) >= 4;
    if (isMeant) clearTimeout(press);
    return;
  }
  clearTimeout(press);
  finger = undefined;
  if (swipes?.end() && event.type === 'pointerup') act(host, 'reply');
  if (event.type !== 'pointerdown' || event.pointerType !== 'touch') return;
  finger = event;
  // code scrolls sideways by itself
  if (offered(host).includes('reply') && !(target as Element | undefined)?.closest?.('pre')) beginSwipe(host, event);
  const reaction = reactionAt(target);
  press = setTimeout(() => {
    swipes?.end();
    ignoreClick(host);
    if (reaction) withReactors((loaded) => loaded.show(host, reaction));
    else void openMenu(host);
  }, longPressMs);
}

/** Lifting the finger is no press of what lies under it: a reaction, a link, a picture. The next touch is one again. */
function ignoreClick(host: ChatMessage): void {
  const done = new AbortController();
  const listen = (type: string, hear: (event: Event) => void): void =>
    host.addEventListener(type, hear, {capture: true, once: true, signal: done.signal});
  listen('click', (click) => {
    click.preventDefault();
    click.stopImmediatePropagation();
    done.abort();
  });
  listen('pointerdown', () => done.abort());
}

function beginSwipe(host: ChatMessage, event: PointerEvent): void {
  if (swipes) return swipes.begin(host, event);
  import('./reply-swipe.js').then((loaded) => {
    swipes = loaded;
    if (finger === event) swipes.begin(host, event);
  }, reportError);
}

const reactionAt = (target: EventTarget | null | undefined): HTMLElement | undefined =>
  (target as Partial<Element> | null | undefined)?.closest?.<HTMLElement>('[data-key]') ?? undefined;

let reactors: typeof import('./reactors.js') | undefined;

let reactorsComing: Promise<typeof import('./reactors.js')> | undefined;

/** At once when it is there already: coming and leaving must stay in their order, also while it comes. */
function withReactors(use: (loaded: typeof import('./reactors.js')) => void): void {
  if (reactors) return use(reactors);
  reactorsComing ??= import('./reactors.js');
  reactorsComing.then(
    (loaded) => use((reactors = loaded)),
    (error) => {
      reactorsComing = undefined;
      reportError(error);
    },
  );
}

/** Who reacted is told while a pointer rests on a reaction, or the focus is there (UX-M6). */
export function onReactions(host: ChatMessage, event: Event, target: EventTarget | null): void {
  const reaction = reactionAt(target);
  const {type, pointerType} = event as PointerEvent;
  if (type === 'focusin' && reaction?.matches(':focus-visible')) withReactors((loaded) => loaded.show(host, reaction));
  else if (type === 'pointerover' && reaction && pointerType !== 'touch')
    withReactors((loaded) => loaded.rest(host, reaction));
  else if (type === 'pointerleave') withReactors((loaded) => loaded.leave());
  else if (type === 'focusout') withReactors((loaded) => loaded.hide());
}

const rootOf = (host: ChatMessage): ShadowRoot => host.renderRoot as ShadowRoot;
const articleOf = (host: ChatMessage): HTMLElement | null => host.renderRoot.querySelector('article');

function adoptStyles(root: ShadowRoot): void {
  const sheet = styles.styleSheet;
  if (sheet && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

const styles = css`
  .toolbar {
    display: flex;
    margin-inline-end: auto;
  }
  .own.bubbles .toolbar {
    margin-inline-end: 0;
  }
  .toolbar .icon-button {
    inline-size: 32px;
    block-size: 32px;
    border-radius: 10px;
  }
  .compact .icon-button,
  .flat .icon-button {
    block-size: 28px;
  }
  .flat .toolbar {
    margin-block-start: -5px;
  }
  .flat .icon-button:hover {
    background: var(--_pressed);
  }
  .toolbar svg {
    inline-size: 18px;
    block-size: 18px;
  }
  /* as much of it as has room beside this bubble; own ones have their time there as well */
  @container beside (inline-size < 96px) {
    .toolbar > :not(#more) {
      display: none;
    }
  }
  @container beside (inline-size < 204px) {
    .own.bubbles .toolbar > :not(#more) {
      display: none;
    }
  }
  /* a finger has the long press, whoever goes by controls finds them here */
  @media (pointer: coarse) {
    .toolbar:not(:focus-within) {
      position: absolute;
      clip-path: inset(50%);
    }
  }
`;
