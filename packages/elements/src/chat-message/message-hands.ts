/**
 * What a reader does with a message: the toolbar, the keys, the long press, the menu. Loaded when a pointer or the focus
 * first comes to a message.
 */
import {css, html, nothing} from 'lit';
import {
  ChatDeleteEvent,
  ChatEditEvent,
  ChatReactEvent,
  ChatReplyEvent,
  ChatRetryEvent,
  ChatUnreadEvent,
} from '../events.js';
import {drawIcon} from '../internal/icons.js';
import type {ChatMessage, MessageAction} from './chat-message.js';

const longPressMs = 450;

const keys: Readonly<Record<string, MessageAction>> = {
  r: 'reply',
  e: 'edit',
  '+': 'react',
  Delete: 'delete',
  c: 'copy',
  u: 'unread',
};

/** What can be done with this message now. */
export function offered({message, noActions, actions}: ChatMessage): readonly MessageAction[] {
  if (!message || noActions || message.deleted || message.content.kind === 'system') return [];
  if (actions) return actions;
  if (message.seq === undefined) return ['copy', 'delete'];
  return message.own ? ['react', 'reply', 'edit', 'copy', 'unread', 'delete'] : ['react', 'reply', 'copy', 'unread'];
}

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
  else if (action === 'copy') void navigator.clipboard.writeText(host.plainText);
  else if (action === 'delete') void askAndDelete(host);
  else {
    const Wish = {reply: ChatReplyEvent, edit: ChatEditEvent, unread: ChatUnreadEvent, retry: ChatRetryEvent}[action];
    const wish = new Wish(message);
    host.dispatchEvent(wish);
  }
}

async function askAndDelete(host: ChatMessage): Promise<void> {
  const {confirmDelete} = await import('./message-menu.js');
  if (!(await confirmDelete(host)) || !host.message) return;
  const wish = new ChatDeleteEvent(host.message);
  host.dispatchEvent(wish);
}

/** The keys of one message (UX 1.5). Letters act only while the message itself has the focus (WCAG 2.1.4). */
export function onKey(host: ChatMessage, event: KeyboardEvent): void {
  const [target] = event.composedPath();
  // A key pressed while this file was on its way: too late to take it from the page.
  if (!target) return;
  const isItself = target === articleOf(host);
  const {key} = event;
  if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) void openMenu(host);
  else if (isItself && (key === 'Enter' || key === 'F2')) enter(host, 0);
  else if (!isItself && key === 'Escape') host.focus();
  else if (!isItself && key === 'Tab') enter(host, event.shiftKey ? -1 : 1);
  else {
    if (!isItself || event.ctrlKey || event.metaKey || event.altKey || host.shortcuts === 'off') return;
    const action = keys[key];
    if (!action || !offered(host).includes(action)) return;
    act(host, action);
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Moves the focus inside the message: to its first control, or around its controls. */
function enter(host: ChatMessage, step: -1 | 0 | 1): void {
  const controls = controlsOf(host, 'a, article button, pre[tabindex="0"]');
  const here = controls.indexOf(rootOf(host).activeElement as HTMLElement);
  controls[step === 0 ? 0 : (here + step + controls.length) % controls.length]?.focus();
}

/** Those that are drawn: in a narrow log the menu stands for the whole toolbar. */
const controlsOf = (host: ChatMessage, selector: string): HTMLElement[] =>
  [...host.renderRoot.querySelectorAll<HTMLElement>(selector)].filter((control) => control.checkVisibility());

let press: ReturnType<typeof setTimeout> | undefined;

/** A long press of a finger opens the menu; the same is under the toolbar's last button (WCAG 2.5.7). */
export function onPointer(host: ChatMessage, event: PointerEvent): void {
  if (event.type === 'pointermove' && Math.hypot(event.movementX, event.movementY) < 4) return;
  clearTimeout(press);
  if (event.type === 'pointerdown' && event.pointerType === 'touch')
    press = setTimeout(() => void openMenu(host), longPressMs);
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
  @container (inline-size < 680px) {
    .toolbar > :not(#more) {
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
