/** Answering a message by drawing it aside with a finger (UX-M8). The menu and the keys do the same (WCAG 2.5.7). */
import {css} from 'lit';
import {adopt} from '../internal/adopt.js';
import {Swipe} from '../internal/swipe.js';
import type {ChatMessage} from './chat-message.js';
import '../strings/en-conversation.js';

let swipe: Swipe | undefined;

/** A finger has come down on a message that can be answered. */
export function begin(host: ChatMessage, finger: PointerEvent): void {
  const root = host.renderRoot as ShadowRoot;
  const row = root.querySelector('article');
  if (!row) return;
  adopt(root, styles);
  swipe = new Swipe(row, finger, {end: host.strings.reply});
}

export const move = (finger: PointerEvent): boolean => !!swipe?.move(finger);

/** The finger was lifted: whether it has drawn far enough. */
export function end(): boolean {
  const isEnough = swipe?.end() === 'end';
  swipe = undefined;
  return isEnough;
}

const styles = css`
  .row[data-swipe] {
    overflow-x: clip;
  }
  .row[data-swipe] > * {
    translate: var(--_aside) 0;
  }
  /* what letting go would do stands where the row was */
  .row[data-swipe]::after {
    content: attr(data-swipe);
    position: absolute;
    inset-block: 2px;
    inset-inline-start: 8px;
    display: grid;
    align-items: center;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    background: var(--_hover);
    color: var(--_text-2);
    font-size: var(--_small);
    font-weight: 600;
    z-index: -1;
  }
  .row.enough[data-swipe]::after {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;
