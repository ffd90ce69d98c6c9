/** What the composer does with files. The code for files that are there comes with the first of them. */
import type {Connection, FileToSend} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {drawIcon} from '../internal/icons.js';
import '../strings/en-conversation.js';
import type {Composer} from './composer-fields.js';
import type {DraftBox} from './draft-box.js';
import {type Attached, asSent, filesOf, keepFiles} from './kept-files.js';

type Code = typeof import('./attachments.js');
let code: Code | undefined;

export type Limits = {most: number; bytes: number};

/** What the element has and its modules see. */
type Host = Composer & {renderRoot: HTMLElement | DocumentFragment; requestUpdate(): void};

type Options = {
  connection: () => Connection | undefined;
  /** Nobody can write here now. */
  isClosed: () => boolean;
  /** Says what is wrong. */
  say: (problem: string) => void;
  report: (error: unknown) => void;
};

export class Attaching {
  readonly #host: Host;
  readonly #box: DraftBox;
  readonly #options: Options;
  #pane: HTMLElement | undefined;

  constructor(host: Host, box: DraftBox, options: Options) {
    this.#host = host;
    this.#box = box;
    this.#options = options;
  }

  get #owner(): object {
    const {handle} = this.#box;
    const early = handle ? filesOf(this.#host) : [];
    // what was attached before there was a conversation goes along, as its text does
    if (handle && early.length > 0) {
      keepFiles(handle, [...filesOf(handle), ...early]);
      keepFiles(this.#host, []);
    }
    return handle ?? this.#host;
  }

  /** Those of what is written now; an edit has none of its own. */
  get files(): readonly Attached[] {
    return this.#box.edited ? [] : filesOf(this.#owner);
  }
  set files(files: readonly Attached[]) {
    keepFiles(this.#owner, files);
    this.#host.requestUpdate();
  }

  get toSend(): FileToSend[] {
    return this.files.map(asSent);
  }

  /** Takes them out of the box: they are shown with their message. Answers how to bring them back. */
  take(): () => void {
    const {files} = this;
    const owner = this.#owner;
    this.files = [];
    return () => {
      keepFiles(owner, [...files, ...filesOf(owner)]);
      this.#host.requestUpdate();
    };
  }

  /** For a form: text and files under one name. */
  formValue(text: string): string | FormData {
    const {files} = this;
    const {name} = this.#host;
    if (files.length === 0 || !name) return text;
    const data = new FormData();
    data.append(name, text);
    for (const one of files) data.append(name, one.file, one.name);
    return data;
  }

  /** What a message may have; nothing where none can be attached. */
  get limits(): Limits | undefined {
    const {noAttach, maxFiles, maxFileSize} = this.#host;
    const taken = this.#box.handle
      ? this.#options.connection()?.files
      : maxFiles && {most: maxFiles, bytes: Number.POSITIVE_INFINITY};
    if (noAttach || !taken || this.#box.edited || this.#options.isClosed()) return undefined;
    return {
      most: Math.min(taken.most, maxFiles ?? taken.most),
      bytes: Math.min(taken.bytes, maxFileSize ?? taken.bytes),
    };
  }

  /** Adds files to what is written, as far as they keep the limits. */
  async attach(given: Iterable<Blob>): Promise<void> {
    const files = [...given];
    const {limits} = this;
    const owner = this.#owner;
    if (!limits || this.#host.disabled || files.length === 0) return;
    try {
      const loaded = await this.#load();
      loaded.attach(this.#host, {
        ...{files, limits},
        say: (problem) => owner === this.#owner && this.#options.say(problem),
        before: filesOf(owner),
        put: (all) => {
          keepFiles(owner, all);
          this.#host.requestUpdate();
        },
      });
    } catch (error) {
      this.#options.report(error);
    }
  }

  async #load(): Promise<Code> {
    code ??= await import('./attachments.js');
    return code;
  }

  /** The button, and the chooser of the system behind it. */
  drawButton() {
    const {strings, settings, accept, disabled} = this.#host;
    const {most = 0} = this.limits ?? {};
    if (most < 1) return nothing;
    return html`<input type="file" hidden ?multiple=${most > 1} accept=${accept ?? nothing} @change=${this.#onChosen} /><button
        type="button"
        class="icon-button tool attach"
        part="button"
        title=${strings.attach}
        aria-label=${strings.attach}
        ?disabled=${disabled}
        @click=${this.#choose}
        >${drawIcon('attach', settings.icons)}</button
      >`;
  }

  drawFiles() {
    const {files} = this;
    if (files.length === 0) return nothing;
    if (!code) void this.#load().then(() => this.#host.requestUpdate(), this.#options.report);
    return code?.drawFiles(this.#host, files, (changed) => {
      this.files = changed;
    });
  }

  #choose = (): void => this.#host.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();

  #onChosen = (event: Event): void => {
    const field = event.currentTarget as HTMLInputElement;
    void this.attach([...(field.files ?? [])]);
    // the same one again is a change as well
    field.value = '';
    this.#host.focus();
  };

  /* -- dropped on the pane (UX-C11) -- */

  connect(): void {
    const root = this.#host.getRootNode();
    const around = root instanceof ShadowRoot && root.host.localName === 'chat-thread' ? root.host : undefined;
    this.#pane = (around ?? this.#host.closest<HTMLElement>('chat-thread') ?? this.#host) as HTMLElement;
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
      this.#pane.addEventListener(type, this.#onDrag);
  }

  disconnect(): void {
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
      this.#pane?.removeEventListener(type, this.#onDrag);
    if (this.#pane) code?.hideDrop(this.#pane);
    this.#pane = undefined;
  }

  /** Only files are ours; what else is dragged is the page's. */
  #onDrag = (event: DragEvent): void => {
    const pane = this.#pane;
    const {dataTransfer, type} = event;
    if (
      !pane ||
      !dataTransfer?.types.includes('Files') ||
      event.defaultPrevented ||
      !this.limits ||
      this.#host.disabled
    )
      return;
    // at once, or the browser would open them in place of the page
    event.preventDefault();
    dataTransfer.dropEffect = 'copy';
    if (type === 'drop') void this.attach([...dataTransfer.files]);
    void this.#load().then((loaded) => {
      // it may have left before the code came
      if (pane === this.#pane) loaded.followDrag(this.#host, pane, event);
    }, this.#options.report);
  };
}
