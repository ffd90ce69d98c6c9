/** The delivery mark of one of my messages (UX-M1): one box of 18 × 12 for all of them, so that a change shifts nothing. */
import type {Delivery, Message} from '@parlor/sdk';
import {css, html, nothing, svg} from 'lit';
import type {Strings} from '../strings.js';

/** A clock is drawn only for sends older than this, so that a fast one never flickers (UX-M2). */
export const clockAfterMs = 400;

/** What a mark tells: the change of a sent message comes before how far the message itself is. */
export type Mark = 'clock' | 'sent' | 'delivered' | 'read' | 'failed' | undefined;

export function markOf(message: Partial<Pick<Message, 'delivery' | 'change'>>): Mark {
  const {delivery} = message;
  const is = delivery?.is;
  if (is === 'failed' || message.change?.is === 'failed') return 'failed';
  if (message.change) return 'clock';
  // in a group: once all have read it
  if (delivery?.is === 'read' && delivery.by < delivery.of) return 'delivered';
  if (!is || is === 'deleted') return undefined;
  return is in shapes ? (is as Mark) : 'clock';
}

/** In words, for the accessible name: "read by 2 of 5". */
export function deliveryText(delivery: Delivery | undefined, strings: Strings): string {
  if (!delivery || delivery.is === 'deleted') return '';
  if ('of' in delivery && delivery.of > 1)
    return strings[delivery.is === 'read' ? 'readBy' : 'deliveredTo'](delivery.by, delivery.of);
  return strings[delivery.is === 'cancelling' ? 'sending' : delivery.is];
}

export const shapes = {
  clock: 'M9 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm0 2v2.6l1.8 1',
  sent: 'm5 6.6 2.9 2.9L13.4 3',
  delivered: 'm1.8 6.6 2.9 2.9L10.2 3M8.5 8.4l1.1 1.1L15.2 3',
  read: 'm1.8 6.6 2.9 2.9L10.2 3M8.5 8.4l1.1 1.1L15.2 3',
  failed: 'M9 1a5 5 0 1 0 0 10A5 5 0 0 0 9 1Zm0 2.6v3m0 1.9h.01',
} as const;

/** Read is told by a filled form as well as by colour: a band behind its ticks. */
export const readFill = 'M1 6.8 3 5l1.7 1.7L9.6 1l1.7 1.1-1.2 1.7L14.6 1l1.9 1.3-6.9 8.2-1.8-1.6-1.6 1.8L4.1 10.5Z';

export const drawMark = (mark: Mark): unknown =>
  mark
    ? html`<svg class="mark ${mark}" viewBox="0 0 18 12" aria-hidden="true"
        >${mark === 'read' ? svg`<path class="fill" d=${readFill}></path>` : nothing}<path d=${shapes[mark]}></path></svg
      >`
    : nothing;

export const markStyles = css`
  .mark {
    display: inline-block;
    flex: none;
    inline-size: 18px;
    block-size: 12px;
    stroke-width: 1.5;
  }
  .read {
    color: var(--_accent);
  }
  .fill {
    fill: currentColor;
    stroke: none;
    opacity: 0.35;
  }
  .mark.failed {
    color: var(--_danger);
  }
  .clock {
    animation: clock 120ms ${clockAfterMs / 1000}s backwards;
  }
  @keyframes clock {
    from {
      opacity: 0;
    }
  }
`;
