import type {Person} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {property, state} from 'lit/decorators.js';
import {ChatPart} from '../internal/chat-part.js';
import {setStyle} from '../internal/set-style.js';
import {base} from '../tokens.styles.js';
import {hueColours, hueCount, styles} from './chat-avatar.styles.js';
import {hueOf, initials} from './initials.js';

/**
 * The picture of a person or a group: an image, or initials on one of eight hues that an id always gets again.
 * Presence is a shape as well as a colour (UX-P1): filled online, a ring away, a bar busy, nothing offline.
 *
 * @tagname chat-avatar
 * @csspart face - the rounded square with the initials or the image
 * @csspart presence - the mark in its corner
 * @cssprop [--chat-avatar-size=36px] - its width and height
 * @cssprop [--chat-avatar-radius] - its corners, by default a third of its size
 * @cssprop [--chat-avatar-ring] - the colour between the face and the mark: what lies behind the avatar
 */
export class ChatAvatar extends ChatPart {
  static override exported = 'face: avatar-face, presence: avatar-presence';
  static override styles = [base, styles];

  /** Whose avatar it is. Decides the hue. */
  @property() user = '';
  /** The name that the initials are taken from. */
  @property() name = '';
  /** Address of the image. Initials show until it is there and if it fails. */
  @property() src?: string;
  /** The mark in the corner; leave it out where presence is of no interest. */
  @property() presence?: Person['presence'];
  /** Spoken name. Without it the avatar is decoration, for where the name stands beside it. */
  @property() label?: string;

  /** The image that could not be loaded. */
  @state() private broken: string | undefined;

  override render() {
    const {background, text} = hueColours(hueOf(this.user || this.name, hueCount));
    const {presence, src} = this;
    const letters = initials(this.name);
    const face =
      src && src !== this.broken
        ? html`<img src=${src} alt="" decoding="async" draggable="false" @error=${() => (this.broken = src)} />`
        : letters
          ? nothing
          : this.icon('people');
    return html`<span
        class="face"
        part="face"
        role=${this.label ? 'img' : nothing}
        aria-label=${this.label || nothing}
        aria-hidden=${this.label ? nothing : 'true'}
        data-letters=${letters}
        ${setStyle({'--_hue': background, '--_hue-text': text})}
        >${face}</span
      >${presence && presence !== 'offline' ? html`<span class="presence ${presence}" part="presence"></span>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-avatar': ChatAvatar;
  }
}
