import type {ChatError, FileUrl, MessageFile} from '@parlor/sdk';
import {html, LitElement, nothing, type PropertyValues} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {ChatCancelUploadEvent, ChatOpenMediaEvent} from '../events.js';
import {ChatElement} from '../internal/chat-element.js';
import {drawFileName, endingOf} from '../internal/file-name.js';
import {fileSize} from '../internal/file-size.js';
import {isPicture} from '../internal/file-words.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-attachment.styles.js';
import {noLonger, whenNear} from './near.js';
import {drawPlaceholder} from './placeholder.js';
import {drawPlayIcon, playingTime, plays} from './player.js';
import '../strings/en-conversation.js';
import '../strings/en-files.js';

/** What passes: there is no line now. It is tried again by itself, each time after twice as long. */
const passing: readonly unknown[] = ['OFFLINE', 'TIMEOUT', 'UNAVAILABLE'] satisfies ChatError['code'][];
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;
const addressed = /^(?:https?|blob|data):$/;
/** Pixels that a small version has at most, of a picture that has more. */
const smallPx = 300;

/**
 * A file of a message: a picture, opened large by a press, or a row with name and size, by which it is saved, or played where it is
 * audio or video. Its address is asked for
 * when it comes near the view, and again whenever it is used: addresses are good for minutes. While it goes up a ring tells how
 * far it is, and ends it.
 *
 * @tagname chat-attachment
 * @fires {ChatOpenMediaEvent} chat-open-media - a picture is about to be opened, audio or video to be played; cancel it to show it yourself
 * @fires {ChatCancelUploadEvent} chat-cancel-upload - its message shall not be sent
 * @csspart picture - the picture's frame
 * @csspart viewer - one of them as large as the window
 * @csspart file - the row of another file
 */
export class ChatAttachment extends ChatElement {
  static override exported = 'picture, file, viewer';
  static override styles = [base, styles];
  static override shadowRootOptions: ShadowRootInit = {...LitElement.shadowRootOptions, delegatesFocus: true};

  @property({attribute: false}) file: MessageFile | undefined;
  /** The conversation whose message it is in, for the chat to find it. */
  @property() conversation?: string;
  /** Data mode: where a file is read from. */
  @property({attribute: false}) fileUrl: ((file: MessageFile) => FileUrl | Promise<FileUrl>) | undefined;
  /** The pictures it is one of, for going from one to the next. */
  @property({attribute: false}) album: readonly MessageFile[] = [];
  /** Who sent it; says whose picture one without words is. */
  @property() who = '';
  /** It was not sent: nothing goes on. */
  @property({type: Boolean}) failed = false;

  /** What the picture shows, and of which file it is. */
  @state() private src = '';
  #of: MessageFile | undefined;
  @state() private isShown = false;
  @state() private isBroken = false;
  #waitMs = firstWaitMs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  @query('canvas') private canvas!: HTMLCanvasElement | null;

  protected override get dataMode(): boolean {
    return !this.conversation;
  }

  /** An address of a file, good for now. @throws {ChatError} */
  async addressOf(file: MessageFile): Promise<FileUrl> {
    const {fileUrl, client, conversation} = this;
    const found = fileUrl?.(file) ?? (conversation ? client?.fileUrl(conversation, file.id) : undefined);
    if (!found) throw new Error(`<chat-attachment> knows no address of ${file.name}`);
    const address = await found;
    // it is pressed as a link: one that would run is none
    if (!addressed.test(new URL(address.url, document.baseURI).protocol))
      throw new Error(`the address of ${file.name} is none of a file`);
    return address;
  }

  /** The picture in words. */
  wordsOf({alt}: MessageFile): string {
    return alt || (this.who ? this.strings.photoFrom(this.who) : this.strings.photo);
  }

  /** Saves the file on the reader's device. */
  async save(file: MessageFile | undefined = this.file): Promise<void> {
    if (!file) return;
    try {
      const {url} = await this.addressOf(file);
      const link = document.createElement('a');
      Object.assign(link, {href: url, download: file.name, rel: 'noopener noreferrer'});
      link.click();
      this.isBroken = false;
    } catch (error) {
      this.isBroken = true;
      this.report(error);
    }
  }

  /** Shows the picture large, or plays the audio or video, in a dialog. */
  async open(): Promise<void> {
    const {file} = this;
    const wish = file && new ChatOpenMediaEvent(file);
    if (!wish || !this.dispatchEvent(wish)) return;
    try {
      const {openViewer} = await import('./viewer.js');
      openViewer(this, file);
    } catch (error) {
      this.report(error);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#seek();
    addEventListener('online', this.#seek);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    noLonger(this);
    clearTimeout(this.#timer);
    removeEventListener('online', this.#seek);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const {file} = this;
    if (!changed.has('file') || file?.id === this.#of?.id) return;
    // once it is sent it has another name, and is the same picture
    const isSame = !!this.#of && this.#of.progress !== undefined && file?.name === this.#of.name;
    this.#of = file;
    if (isSame && this.isShown) return;
    this.src = '';
    this.isShown = this.isBroken = false;
    this.#waitMs = firstWaitMs;
    this.#seek();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const {canvas, file} = this;
    if (canvas && changed.has('file') && file?.placeholder) canvas.hidden = !drawPlaceholder(canvas, file.placeholder);
  }

  /** Fetches a picture that is not there yet, once it comes near. */
  #seek = (): void => {
    clearTimeout(this.#timer);
    if (this.isConnected && this.file && isPicture(this.file) && !this.src) whenNear(this, () => void this.#come());
  };

  async #come(): Promise<void> {
    const {file} = this;
    if (!file) return;
    try {
      const {url, preview} = await this.addressOf(file);
      if (file.id !== this.file?.id) return;
      this.isBroken = false;
      this.src = preview ?? url;
      if (preview && this.#isLarge(file)) await this.#sharpen(file, url);
    } catch (error) {
      if (file.id !== this.file?.id) return;
      if (passing.includes((error as ChatError).code)) {
        this.#timer = setTimeout(this.#seek, this.#waitMs);
        this.#waitMs = Math.min(2 * this.#waitMs, longestWaitMs);
      } else {
        this.isBroken = true;
        this.report(error);
      }
    }
  }

  /** On this screen it has more pixels than its small version. */
  #isLarge({width = 0, height = 0}: MessageFile): boolean {
    const here = Math.max(this.offsetWidth, this.offsetHeight) * devicePixelRatio;
    return Math.min(here, Math.max(width, height)) > smallPx;
  }

  /** The whole picture in place of its small version, when all of it is there. */
  async #sharpen({id}: MessageFile, url: string): Promise<void> {
    const whole = new Image();
    whole.referrerPolicy = 'no-referrer';
    whole.src = url;
    // where it does not come the small one stays
    await whole.decode().catch(() => undefined);
    if (whole.complete && whole.naturalWidth > 0 && id === this.file?.id) this.src = url;
  }

  #onPress = (): void => {
    if (!this.isBroken) return void this.open();
    this.isBroken = false;
    this.src = '';
    void this.#come();
  };

  #onCancel = (): void => {
    const wish = this.file && new ChatCancelUploadEvent(this.file);
    if (wish) this.dispatchEvent(wish);
  };

  override render() {
    const {file} = this;
    if (!file) return nothing;
    return html`${isPicture(file) ? this.#renderPicture(file) : this.#renderFile(file)}${
      file.progress === undefined || this.failed ? nothing : this.#renderRing(file.progress)
    }`;
  }

  #renderPicture(file: MessageFile) {
    const {src, isBroken, strings} = this;
    const words = this.wordsOf(file);
    return html`<button
      type="button"
      class="picture"
      part="picture"
      tabindex=${this.nested ? -1 : nothing}
      title=${file.alt ?? nothing}
      aria-label=${isBroken ? `${words}, ${strings.fileNotLoaded}` : words}
      aria-haspopup="dialog"
      @click=${this.#onPress}
      ><canvas width="0" height="0" hidden></canvas>${
        src
          ? html`<img
              class=${this.isShown ? 'shown' : ''}
              src=${src}
              alt=""
              decoding="async"
              referrerpolicy="no-referrer"
              draggable="false"
              @load=${this.#onLoad}
              @error=${this.#onError}
            />`
          : nothing
      }${isBroken ? html`<span class="broken">${this.icon('retry')}${strings.fileNotLoaded}</span>` : nothing}</button
    >`;
  }

  #onLoad = (): void => {
    this.isShown = true;
  };
  #onError = (): void => {
    this.src = '';
    this.isBroken = true;
  };

  #renderFile(file: MessageFile) {
    const {strings, settings} = this;
    const {name, size, progress, durationMs} = file;
    const time = durationMs && `${playingTime(durationMs, settings.locale)} · `;
    const about = `${time || ''}${fileSize(size, settings.locale)}`;
    const isIdle = progress === undefined || this.failed;
    const isPlayed = progress === undefined && plays(file);
    const ending = isPlayed ? undefined : endingOf(name);
    return html`<button
      type="button"
      class="file"
      part="file"
      tabindex=${this.nested ? -1 : nothing}
      aria-label=${isPlayed ? strings.playFile(name, about) : strings.downloadFile(name, about)}
      aria-haspopup=${isPlayed ? 'dialog' : nothing}
      @click=${() => (isPlayed ? this.open() : this.save())}
      ><span class="kind" data-ending=${isIdle ? (ending ?? '') : ''} aria-hidden="true">${
        isPlayed ? drawPlayIcon(settings.icons) : isIdle && !ending ? this.icon('file') : nothing
      }</span><span class="about">${drawFileName(name)} <span class="size"
          >${this.isBroken ? strings.fileNotLoaded : about}</span
        ></span
      ></button
    >`;
  }

  /** How far it is, around the way to end it. */
  #renderRing(progress: number) {
    const {strings, settings} = this;
    const share = new Intl.NumberFormat(settings.locale, {style: 'percent'}).format(progress);
    return html`<button
      type="button"
      class="ring"
      tabindex=${this.nested ? -1 : nothing}
      title=${strings.cancelSending}
      aria-label="${strings.cancelSending}, ${strings.uploaded(share)}"
      @click=${this.#onCancel}
      ><svg class="circle" viewBox="0 0 40 40" aria-hidden="true"
        ><circle cx="20" cy="20" r="17"></circle
        ><circle class="done" cx="20" cy="20" r="17" pathLength="100" stroke-dasharray="${Math.max(2, Math.round(progress * 100))} 100"></circle></svg
      >${this.icon('close')}</button
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-attachment': ChatAttachment;
  }
}
