/** A picture as large as the window, in a dialog, from one of its message to the next; or audio or video, played. Loaded when first opened. */
import type {MessageFile} from '@parlor/sdk';
import {css, html, nothing, render} from 'lit';
import {adopt} from '../internal/adopt.js';
import {drawFileName} from '../internal/file-name.js';
import {fileSize} from '../internal/file-size.js';
import {isPicture} from '../internal/file-words.js';
import {drawIcon} from '../internal/icons.js';
import type {ChatAttachment} from './chat-attachment.js';
import {createPlayer} from './player.js';
import '../strings/en-dialogs.js';
import '../strings/en-files.js';

export function openViewer(host: ChatAttachment, first: MessageFile): void {
  const root = host.renderRoot as ShadowRoot;
  adopt(root, styles);
  const dialog = document.createElement('dialog');
  dialog.className = 'viewer';
  dialog.setAttribute('part', 'viewer');
  const {album, strings, settings} = host;
  const pictures = album.some(({id}) => id === first.id) ? album : [first];
  let at = pictures.findIndex(({id}) => id === first.id);
  let src = '';
  let isBroken = false;
  const player = isPicture(first)
    ? undefined
    : createPlayer(first, {
        address: async () => (await host.addressOf(first)).url,
        draw: () => dialog.isConnected && draw(first),
      });

  const go = (step: -1 | 1): void => {
    at = (at + step + pictures.length) % pictures.length;
    void show();
  };

  /** The small version first, which is there already; then the whole one. */
  async function show(): Promise<void> {
    const file = pictures[at] as MessageFile;
    const isHere = (): boolean => dialog.isConnected && pictures[at] === file;
    const put = (address: string): void => {
      if (!isHere()) return;
      src = address;
      draw(file);
    };
    isBroken = false;
    put('');
    try {
      const {url, preview} = await host.addressOf(file);
      if (preview) put(preview);
      const whole = new Image();
      whole.referrerPolicy = 'no-referrer';
      whole.src = url;
      await whole.decode();
      put(url);
    } catch {
      isBroken = !src;
      put(src);
    }
  }

  function draw(file: MessageFile): void {
    const words = player ? file.name : host.wordsOf(file);
    const isLost = player?.isBroken() ?? isBroken;
    dialog.setAttribute('aria-label', words);
    const button = (name: 'back' | 'download' | 'close', label: string, press: () => void, kind = '') =>
      html`<button type="button" class="icon-button ${kind}" title=${label} aria-label=${label} ?autofocus=${name === 'close'} @click=${press}
        >${drawIcon(name, settings.icons)}</button
      >`;
    render(
      html`<div class="bar"
          ><div class="about">${drawFileName(file.name)}<span class="size"
              >${fileSize(file.size, settings.locale)}${
                pictures.length > 1 ? html` · <span dir="ltr">${at + 1} / ${pictures.length}</span>` : nothing
              }</span
            ></div
          >${button('download', strings.download, () => void host.save(file))}${button('close', strings.close, () => dialog.close())}</div
        ><div class="stage" @click=${onStage}
          >${player && !isLost ? player.render(words) : nothing}${
            src
              ? html`<img src=${src} width=${file.width ?? nothing} height=${file.height ?? nothing} alt=${words} />`
              : nothing
          }${isLost ? html`<p role="alert">${strings.fileNotLoaded}</p>` : nothing}${
            pictures.length > 1
              ? html`${button('back', strings.previousPhoto, () => go(-1), 'previous')}${button('back', strings.nextPhoto, () => go(1), 'next')}`
              : nothing
          }</div
        >${file.alt ? html`<p class="alt" dir="auto">${file.alt}</p>` : nothing}`,
      dialog,
    );
  }

  /** Beside the picture. */
  const onStage = ({target, currentTarget}: Event): void => {
    if (target === currentTarget) dialog.close();
  };

  dialog.addEventListener('keydown', (event) => {
    const isRtl = getComputedStyle(dialog).direction === 'rtl';
    if (pictures.length > 1 && event.key === 'ArrowLeft') go(isRtl ? 1 : -1);
    if (pictures.length > 1 && event.key === 'ArrowRight') go(isRtl ? -1 : 1);
  });
  // what is done here is done to no message
  for (const type of ['keydown', 'pointerdown', 'pointermove', 'pointerup', 'contextmenu', 'click'])
    dialog.addEventListener(type, (event) => event.stopPropagation());
  dialog.addEventListener('close', () => dialog.remove());
  root.append(dialog);
  if (player) {
    draw(first);
    void player.start();
  } else void show();
  dialog.showModal();
}

const styles = css`
  .viewer {
    inline-size: 100vw;
    block-size: 100dvh;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: var(--_border) solid currentColor;
    background: #0b0c0e;
    color: #fff;
    font: 400 var(--_body) / var(--_line-box) var(--_font);
    --_focus: #fff;
    --_text-2: #d5d8dc;
    --_hover: #fff2;
    --_pressed: #fff3;
  }
  .viewer[open] {
    display: flex;
    flex-direction: column;
    animation: fade 120ms;
  }
  .viewer::backdrop {
    background: #0b0c0e;
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    gap: 4px;
    padding: max(8px, env(safe-area-inset-top)) 8px 8px;
    padding-inline-start: 16px;
  }
  .viewer .icon-button {
    display: inline-grid;
    color: #fff;
  }
  .stage {
    position: relative;
    display: grid;
    flex: 1;
    place-items: center;
    min-block-size: 0;
    padding: 0 8px 8px;
    cursor: zoom-out;
  }
  .viewer audio {
    inline-size: min(480px, 100%);
  }
  .viewer :is(img, video) {
    position: static;
    inline-size: auto;
    block-size: auto;
    max-inline-size: 100%;
    max-block-size: 100%;
    object-fit: contain;
    opacity: 1;
    cursor: default;
  }
  .viewer .previous,
  .viewer .next {
    position: absolute;
    inset-block-start: calc(50% - 22px);
    background: #000a;
  }
  .previous {
    inset-inline-start: 12px;
  }
  .next {
    inset-inline-end: 12px;
  }
  .next svg {
    rotate: 180deg;
  }
  .alt {
    flex: none;
    max-block-size: 30%;
    margin: 0;
    padding: 0 16px max(14px, env(safe-area-inset-bottom));
    overflow-y: auto;
    text-align: center;
    overflow-wrap: anywhere;
  }
`;
