import type {Delivery} from '@parlor/sdk';
import {css, html} from 'lit';
import {property} from 'lit/decorators.js';
import {ChatPart} from '../internal/chat-part.js';
import {base} from '../tokens.styles.js';
import {deliveryText, drawMark, markOf, markStyles} from './marks.js';

/**
 * How far one of my messages is: a clock, one tick sent, two delivered, two in the accent colour and filled read (in
 * a group: by all), or failed. All in one box of 18 × 12 px (UX-M1).
 *
 * @tagname chat-receipt
 */
export class ChatReceipt extends ChatPart {
  static override styles = [
    base,
    markStyles,
    css`
      :host {
        display: inline-block;
        inline-size: 18px;
        block-size: 12px;
        line-height: 0;
      }
    `,
  ];

  @property({attribute: false}) delivery: Delivery | undefined;

  override render() {
    const mark = markOf(this.delivery ? {delivery: this.delivery} : {});
    return html`<span role="img" aria-label=${deliveryText(this.delivery, this.strings)}>${drawMark(mark)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-receipt': ChatReceipt;
  }
}
