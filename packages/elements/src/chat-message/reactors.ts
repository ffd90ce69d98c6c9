/**
 * Who reacted, beside the reaction (UX-M6): on hover, on focus, after a long press. It can be hovered itself, Escape closes
 * it, and it stays until pointer and focus have left (WCAG 1.4.13). Loaded with the first.
 */
import {css} from 'lit';
import {adopt} from '../internal/adopt.js';
import {place} from '../internal/place.js';
import type {ChatMessage} from './chat-message.js';
import '../strings/en-aids.js';

const restMs = 300;
/** So long a pointer may be on its way from the reaction to what is told about it. */
const awayMs = 150;

let shown: {popup: HTMLElement; reaction: HTMLElement} | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** A pointer has come to a reaction; whoever only passes is told nothing. */
export function rest(host: ChatMessage, reaction: HTMLElement): void {
  clearTimeout(timer);
  if (shown?.reaction === reaction) return;
  timer = setTimeout(() => show(host, reaction), shown ? 0 : restMs);
}

/** The pointer has left. */
export function leave(): void {
  clearTimeout(timer);
  timer = setTimeout(hide, awayMs);
}

export function show(host: ChatMessage, reaction: HTMLElement): void {
  clearTimeout(timer);
  if (shown?.reaction === reaction) return;
  hide();
  const root = host.renderRoot as ShadowRoot;
  const words = wordsFor(host, reaction.dataset.key);
  if (!words || !reaction.isConnected) return;
  adopt(root, styles);
  const popup = document.createElement('div');
  popup.id = 'reactors';
  popup.className = 'reactors';
  popup.popover = 'manual';
  popup.setAttribute('role', 'tooltip');
  popup.textContent = words;
  popup.addEventListener('pointerenter', () => clearTimeout(timer));
  popup.addEventListener('pointerleave', leave);
  root.append(popup);
  popup.showPopover();
  place(popup, reaction, 'over');
  reaction.setAttribute('aria-describedby', popup.id);
  shown = {popup, reaction};
  addEventListener('keydown', onKey, {capture: true});
  for (const type of away) addEventListener(type, onAway, {capture: true, passive: true});
}

export function hide(): void {
  clearTimeout(timer);
  if (!shown) return;
  shown.popup.remove();
  shown.reaction.removeAttribute('aria-describedby');
  shown = undefined;
  removeEventListener('keydown', onKey, {capture: true});
  for (const type of away) removeEventListener(type, onAway, {capture: true});
}

/** What moves the reaction from under its words, or begins something else. */
const away = ['wheel', 'touchmove', 'pointerdown'] as const;
const onAway = (event: Event): void => {
  if (shown && !event.composedPath().includes(shown.popup)) hide();
};

/** Told to a pointer, it takes the key for itself; told on focus, the key leads out of the message as well. */
function onKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !shown) return;
  if (shown.reaction.matches(':hover') || shown.popup.matches(':hover')) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  hide();
}

/** "You, Ann and 3 others reacted with 👍". */
function wordsFor({message, me, nameOf, strings}: ChatMessage, key: string | undefined): string {
  const reaction = message?.reactions.find((one) => one.key === key);
  if (!reaction) return '';
  const {users, count, own} = reaction;
  const others = users.filter((user) => user !== me).map(nameOf);
  const names = own ? [strings.you, ...others] : others;
  const left = Math.max(0, count - names.length);
  const option = message?.content.poll?.options.find(({id}) => key === `vote:${id}`);
  return option ? strings.whoVoted(names, left, option.text) : strings.whoReacted(names, left, reaction.key);
}

const styles = css`
  .reactors {
    position: fixed;
    inset: 0 auto auto 0;
    max-inline-size: min(280px, calc(100vw - 16px));
    margin: 0;
    padding: 6px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-card);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    color: var(--_text);
    font-size: var(--_small);
    line-height: var(--_snug);
    overflow-wrap: anywhere;
  }
`;
