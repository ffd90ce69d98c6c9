import type {FileUrl, Message, MessageFile} from '@parlor/sdk';
import {html, LitElement, nothing, type PropertyValues} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {noLonger, whenNear} from '../chat-attachment/near.js';
import {drawPlaceholder} from '../chat-attachment/placeholder.js';
import {ChatLinkEvent} from '../events.js';
import {ChatPart} from '../internal/chat-part.js';
import {safeUrl} from '../internal/text.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-link-preview.styles.js';
import '../strings/en-conversation.js';

/** What an address of a picture may begin with: none that would run. */
const addressed = /^(?:https?|blob|data):$/;

/**
 * What the page behind a message's link says of itself, as a link to it. The words are a stranger's, so the host that the link
 * really leads to stands first below them. Its picture is a file of the message: nothing is asked of the page itself.
 *
 * @tagname chat-link-preview
 * @fires {ChatLinkEvent} chat-link - the link was chosen; cancel it to open it yourself
 * @csspart preview - the card
 */
export class ChatLinkPreview extends ChatPart {
  static override exported = 'preview';
  static override styles = [base, styles];
  static override shadowRootOptions: ShadowRootInit = {...LitElement.shadowRootOptions, delegatesFocus: true};

  @property({attribute: false}) message: Message | undefined;
  /** What is shown; left out, what the message says. */
  @property({attribute: false}) preview: Message['content']['preview'];
  /** Where its picture is read from; without it there is none. */
  @property({attribute: false}) fileUrl:
    | ((file: MessageFile, message: Message) => FileUrl | Promise<FileUrl>)
    | undefined;

  @state() private src = '';
  @state() private isShown = false;
  @query('canvas') private canvas!: HTMLCanvasElement | null;

  get #shown() {
    return this.preview ?? this.message?.content.preview;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('online', this.#seek);
    this.#seek();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('online', this.#seek);
    noLonger(this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = changed.has('preview') ? changed.get('preview') : changed.get('message')?.content.preview;
    if ((!changed.has('preview') && !changed.has('message')) || before?.image?.id === this.#shown?.image?.id) return;
    this.src = '';
    this.isShown = false;
    this.#seek();
  }

  protected override updated(): void {
    const {canvas} = this;
    const placeholder = this.#shown?.image?.placeholder;
    if (canvas?.hidden && placeholder) canvas.hidden = !drawPlaceholder(canvas, placeholder);
  }

  /** Asks for the picture once the card comes near the view; where there was no line, again when there is one. */
  #seek = (): void => {
    if (this.isConnected && this.#shown?.image && this.fileUrl && !this.src) whenNear(this, () => void this.#come());
  };

  async #come(): Promise<void> {
    const {message, fileUrl} = this;
    const image = this.#shown?.image;
    if (!image || !message || !fileUrl) return;
    try {
      const {url, preview = url} = await fileUrl(image, message);
      if (image.id === this.#shown?.image?.id && addressed.test(new URL(preview, document.baseURI).protocol))
        this.src = preview;
    } catch (error) {
      // the words say what there is to say
      this.report(error);
    }
  }

  #onLink = (event: Event, url: string): void => {
    if (!this.message) return;
    const wish = new ChatLinkEvent(this.message, url);
    if (!this.dispatchEvent(wish)) event.preventDefault();
  };

  override render() {
    const preview = this.#shown;
    const url = preview && safeUrl(preview.url, this.settings.sanitizeUrl);
    if (!preview || !url?.protocol.startsWith('http')) return nothing;
    const {title, description, site, image} = preview;
    const {strings} = this;
    return html`<a
      part="preview"
      href=${url.href}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      tabindex=${this.nested ? -1 : nothing}
      draggable="false"
      @click=${(event: Event) => this.#onLink(event, url.href)}
      ><span class="about"
        ><span class="words" dir="auto"
          ><b>${title}</b>${description ? html`<span class="description">${description}</span>` : nothing}</span
        ><span class="from"
          ><bdi class="host" dir="ltr">${url.host}</bdi>${
            site && site !== url.host ? html`<bdi class="site ellipsis">${site}</bdi>` : nothing
          }</span
        ></span
      >${
        image && this.fileUrl
          ? html`<span class="picture"
              ><canvas width="0" height="0" hidden></canvas>${
                this.src
                  ? html`<img
                      class=${this.isShown ? 'shown' : ''}
                      src=${this.src}
                      alt=""
                      decoding="async"
                      referrerpolicy="no-referrer"
                      draggable="false"
                      @load=${this.#onLoad}
                    />`
                  : nothing
              }</span
            >`
          : nothing
      }<span class="unseen">, ${strings.opensInNewTab}</span></a
    >`;
  }

  #onLoad = (): void => {
    this.isShown = true;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-link-preview': ChatLinkPreview;
  }
}
