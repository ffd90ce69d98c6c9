/** What holds the rows. Its height is that of all of them, drawn or not. */
import {html} from 'lit';
import {setStyle} from '../internal/set-style.js';

type Listener = (event: Event) => void;
export type GridListeners = Record<'click' | 'hand' | 'focusin' | 'leave', Listener> & {
  keydown: (event: KeyboardEvent) => void;
};

/** `count`: all rows there are, -1 while that is not known (UX 1.6). `height`: px of all known rows. */
export function drawGrid(label: string, count: number, height: number, on: GridListeners, rows: unknown) {
  const touch = {handleEvent: on.hand, passive: true};
  return html`<div
    class="canvas"
    role="grid"
    aria-label=${label}
    aria-rowcount=${count}
    ${setStyle({'block-size': `${height}px`})}
    @click=${on.click}
    @contextmenu=${on.hand}
    @touchstart=${touch}
    @touchmove=${touch}
    @touchend=${on.hand}
    @touchcancel=${on.hand}
    @focusin=${on.focusin}
    @focusout=${on.leave}
    @pointerleave=${on.leave}
    @keydown=${on.keydown}
  >${rows}</div>`;
}
