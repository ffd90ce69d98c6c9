/** The mark of an own message, told in words under the pointer; in a group, how many have read it until all have. */
import type {Message} from '@parlor/sdk';
import {html, nothing, svg} from 'lit';
import {type Mark, readFill, shapes} from '../chat-receipt/marks.js';

/** Above this the number takes the room of the tick as well: the box is that of every mark (UX-M1d). */
const mostBeside = 99;
const tick = 'm1 6.6 2.4 2.4L7.4 3.4';

export function drawMessageMark(mark: Mark, said: string, {delivery}: Message): unknown {
  if (!mark) return nothing;
  const by = mark === 'delivered' && delivery?.is === 'read' ? delivery.by : 0;
  const isWide = by > mostBeside;
  return html`<svg class="mark ${by ? 'read' : mark}" viewBox="0 0 18 12" aria-hidden="true"
      ><title>${said}</title>${mark === 'read' ? svg`<path class="fill" d=${readFill}></path>` : nothing}${
        by
          ? svg`<text x=${isWide ? 0 : 9} y="10" textLength=${isWide ? 18 : by > 9 ? 9 : 6} lengthAdjust="spacingAndGlyphs">${by}</text>`
          : nothing
      }<path d=${by ? (isWide ? '' : tick) : shapes[mark]}></path></svg
    >`;
}
