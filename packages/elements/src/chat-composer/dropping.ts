/** What is shown while files are dragged over the pane (UX-C11). */
import {css} from 'lit';
import {adopt} from '../internal/adopt.js';
import type {Strings} from '../strings.js';
import '../strings/en-files.js';

/** A drag that is over says so by events, or by none any more: a browser loses its last one now and then. */
const silentMs = 1_500;

type Shown = {cover: HTMLElement; depth: number; timer: ReturnType<typeof setTimeout> | undefined};
const shown = new WeakMap<HTMLElement, Shown>();

/** Comings and goings of what lies in the pane are counted, so that it does not flicker. */
export function followDrag({strings}: {strings: Strings}, pane: HTMLElement, {type}: DragEvent): void {
  if (type === 'drop') return hideDrop(pane);
  let here = shown.get(pane);
  if (!here) {
    if (type === 'dragleave') return;
    here = {cover: cover(pane, strings.dropFiles), depth: 0, timer: undefined};
    shown.set(pane, here);
  }
  if (type === 'dragenter') here.depth++;
  if (type === 'dragleave') here.depth--;
  clearTimeout(here.timer);
  if (type === 'dragleave' && here.depth <= 0) hideDrop(pane);
  else here.timer = setTimeout(() => hideDrop(pane), silentMs);
}

export function hideDrop(pane: HTMLElement): void {
  const here = shown.get(pane);
  clearTimeout(here?.timer);
  here?.cover.remove();
  shown.delete(pane);
}

function cover(pane: HTMLElement, words: string): HTMLElement {
  const root = pane.shadowRoot as ShadowRoot;
  adopt(root, styles);
  const element = document.createElement('div');
  element.className = 'drop-cover';
  element.textContent = words;
  // before what Lit has drawn: what follows it belongs to Lit
  root.insertBefore(element, root.firstChild);
  return element;
}

const styles = css`
  .drop-cover {
    position: absolute;
    inset: 8px;
    z-index: 6;
    display: grid;
    place-items: center;
    padding: 16px;
    border: 2px dashed var(--_accent);
    border-radius: var(--_radius-panel);
    background: color-mix(in oklab, var(--_canvas) 88%, var(--_accent));
    color: var(--_text);
    font-weight: 600;
    text-align: center;
    pointer-events: none;
    animation: appear 120ms;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`;
