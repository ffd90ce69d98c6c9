/** Files in the box: what may be attached, and what is (UX-C12). Loaded with the first one. */
import {css, html, nothing} from 'lit';
import {ChatAttachEvent} from '../events.js';
import {adopt} from '../internal/adopt.js';
import {announce} from '../internal/announcer.js';
import {fileKindStyles} from '../internal/file-kind.styles.js';
import {drawFileName, endingOf} from '../internal/file-name.js';
import {fileNameStyles} from '../internal/file-name.styles.js';
import {fileSize} from '../internal/file-size.js';
import {drawIcon} from '../internal/icons.js';
import {keepKeys} from '../internal/keys.js';
import {isolate} from '../internal/names.js';
import type {Strings} from '../strings.js';
import type {Limits} from './attaching.js';
import type {Composer} from './composer-fields.js';
import type {Attached} from './kept-files.js';
import '../strings/en-files.js';

export {followDrag, hideDrop} from './dropping.js';

/** How large a picture is drawn in the box, px of the device. */
const lookSize = 96;

type Host = Composer & {renderRoot: HTMLElement | DocumentFragment; requestUpdate(): void};

type Wish = {
  files: readonly Blob[];
  before: readonly Attached[];
  limits: Limits;
  put: (all: readonly Attached[]) => void;
  say: (problem: string) => unknown;
};

export function attach(host: Host, {files, before, limits, put, say}: Wish): void {
  const wish = new ChatAttachEvent(host.conversation || undefined, files);
  if (!host.dispatchEvent(wish)) return;
  const {strings, settings} = host;
  const {taken, problem} = admitted(files, before.length, limits, host.accept, strings, settings.locale);
  const added = taken.map((file): Attached => ({file, name: nameOf(file), alt: ''}));
  if (added.length > 0) {
    put([...before, ...added]);
    for (const one of added) void look(one, () => host.requestUpdate());
    if (!problem) announce(host, added.map(({name}) => strings.attached(name)).join(' '));
  }
  if (problem) say(problem);
}

const nameOf = (file: Blob): string => (file instanceof File && file.name) || 'file';

/** Those that keep the limits, and a sentence about the first that does not. */
export function admitted(
  files: readonly Blob[],
  before: number,
  {most, bytes}: Limits,
  accept: string | undefined,
  strings: Strings,
  locale: string,
): {taken: Blob[]; problem: string} {
  const taken: Blob[] = [];
  let problem = '';
  for (const file of files) {
    const name = isolate(nameOf(file));
    const wrong = !isAccepted(file, accept)
      ? strings.fileNotAccepted(name)
      : file.size === 0
        ? strings.emptyFile(name)
        : file.size > bytes
          ? strings.fileTooLarge(name, fileSize(bytes, locale))
          : before + taken.length >= most
            ? strings.tooManyFiles(most)
            : '';
    if (wrong) problem ||= wrong;
    else taken.push(file);
  }
  return {taken, problem};
}

/** By the rules of `<input accept>`, which a paste and a drop do not know. */
export function isAccepted(file: Blob, accept = ''): boolean {
  const kinds = accept
    .split(',')
    .map((kind) => kind.trim().toLowerCase())
    .filter(Boolean);
  const type = file.type.toLowerCase();
  return (
    kinds.length === 0 ||
    kinds.some((kind) =>
      kind.startsWith('.')
        ? nameOf(file).toLowerCase().endsWith(kind)
        : kind.endsWith('/*')
          ? type.startsWith(kind.slice(0, -1))
          : kind === '*' || type === kind,
    )
  );
}

/** Draws a picture small and takes its measures; no address is made, so none has to be revoked. */
async function look(attached: Attached, onLook: () => void): Promise<void> {
  if (!/^image\/(?!svg)/.test(attached.file.type)) return;
  try {
    const picture = await createImageBitmap(attached.file);
    const {width, height} = picture;
    const scale = lookSize / Math.min(width, height);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = lookSize;
    const [w, h] = [width * scale, height * scale];
    canvas.getContext('2d')?.drawImage(picture, (lookSize - w) / 2, (lookSize - h) / 2, w, h);
    picture.close();
    Object.assign(attached, {width, height, look: canvas});
    onLook();
  } catch {
    // one that this browser cannot draw is a file like others
  }
}

export function drawFiles(host: Host, files: readonly Attached[], put: (files: readonly Attached[]) => void) {
  adopt(host.renderRoot as ShadowRoot, styles);
  const {strings, settings, disabled} = host;
  const remove = (one: Attached): void => {
    const at = files.indexOf(one);
    put(files.filter((other) => other !== one));
    // they are still the old ones, of which the last goes away: the row takes the next one's place, or the one before
    const buttons = host.renderRoot.querySelectorAll<HTMLElement>('.attached .icon-button');
    (buttons[Math.min(at, files.length - 2)] ?? host).focus();
  };
  return html`<ul class="attached" part="files" role="list" aria-label=${strings.attachments}
    >${files.map((one) => {
      const {name, file, look: seen, alt} = one;
      const size = fileSize(file.size, settings.locale);
      const ending = endingOf(name);
      return html`<li
        ><span class="kind" aria-hidden="true" data-ending=${seen ? '' : (ending ?? '')}
          >${seen ?? (ending ? nothing : drawIcon('file', settings.icons))}</span
        ><div class="what"
          ><div class="line">${drawFileName(name)} <span class="quiet">${size}</span></div
          >${
            seen
              ? html`<input
                  class="alt"
                  dir="auto"
                  maxlength="500"
                  autocomplete="off"
                  placeholder=${strings.description}
                  aria-label=${strings.describeFile(name)}
                  .value=${alt}
                  ?disabled=${disabled}
                  @input=${(event: Event) => {
                    one.alt = (event.currentTarget as HTMLInputElement).value;
                  }}
                  @keydown=${(event: KeyboardEvent) => onAltKey(host, event)}
                />`
              : nothing
          }</div
        ><button
          type="button"
          class="icon-button"
          title=${strings.removeFile(name)}
          aria-label=${strings.removeFile(name)}
          ?disabled=${disabled}
          @click=${() => remove(one)}
          >${drawIcon('close', settings.icons)}</button
        ></li
      >`;
    })}</ul
  >`;
}

/** Out of the description goes back to the box; neither sends. */
function onAltKey(host: Host, event: KeyboardEvent): void {
  if (!event.isComposing && (event.key === 'Enter' || event.key === 'Escape')) {
    event.preventDefault();
    event.stopPropagation();
    host.focus();
  } else if (host.keyGuard !== 'off') keepKeys(event);
}

const styles = css`
  ${fileKindStyles}
  ${fileNameStyles}
  .attached {
    display: flex;
    flex-direction: column;
    gap: 4px;
    max-block-size: min(40cqb, 236px);
    margin: 0 0 6px;
    padding: 4px;
    overflow-y: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-composer);
    background: var(--_raised);
    list-style: none;
    scrollbar-width: thin;
    animation: rise 180ms var(--_ease);
  }
  .attached li {
    display: flex;
    flex: none;
    gap: 10px;
    align-items: center;
    padding: 2px;
  }
  .kind {
    inline-size: 48px;
    block-size: 48px;
    overflow: hidden;
    border-radius: 14px;
  }
  .kind > * {
    grid-area: 1 / 1;
  }
  .kind canvas {
    inline-size: 48px;
    block-size: 48px;
  }
  .what {
    flex: 1;
    min-inline-size: 0;
    font-size: var(--_small);
    line-height: var(--_snug);
  }
  .line {
    display: flex;
    gap: 8px;
    align-items: baseline;
  }
  .line .quiet {
    flex: none;
    white-space: nowrap;
  }
  .alt {
    inline-size: 100%;
    min-block-size: 26px;
    padding: 0;
    border: 0;
    border-block-end: 1px solid var(--_line-strong);
    border-radius: 0;
    background: none;
  }
  .alt:placeholder-shown {
    direction: inherit;
    unicode-bidi: normal;
  }
  .alt::placeholder {
    color: var(--_text-3);
    opacity: 1;
  }
  .alt:focus-visible {
    border-color: var(--_accent);
    box-shadow: 0 1px var(--_accent);
  }
  @media (pointer: coarse) {
    .alt {
      min-block-size: 32px;
    }
  }
`;
