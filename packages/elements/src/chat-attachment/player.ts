/** Audio and video, played by the browser's own controls. */
import type {MessageFile} from '@parlor/sdk';
import {html, nothing} from 'lit';
import type {Icons} from '../internal/icons.js';
import {setStyle} from '../internal/set-style.js';

/** An address ends after minutes. One that is younger has failed for another reason. */
const renewedAfterMs = 60_000;

type Player = HTMLAudioElement | HTMLVideoElement;

const kindOf = ({type}: MessageFile): 'audio' | 'video' | undefined =>
  /^(audio|video)\//.exec(type)?.[1] as 'audio' | 'video' | undefined;

/** Whether this browser may be able to. What it cannot is saved, as any other file. */
export function plays(file: MessageFile): boolean {
  const kind = kindOf(file);
  return !!kind && document.createElement(kind).canPlayType(file.type) !== '';
}

/** How long it is: 0:05, 12:30, 1:02:03. */
export function playingTime(ms: number, locale: string): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const [first, ...others] = [...(hours ? [hours] : []), Math.floor(seconds / 60) % 60, seconds % 60];
  const digits = (minimumIntegerDigits: number) =>
    new Intl.NumberFormat(locale, {minimumIntegerDigits, useGrouping: false});
  return [digits(1).format(first as number), ...others.map((part) => digits(2).format(part))].join(':');
}

export const drawPlayIcon = (icons: Icons = {}): unknown =>
  icons.play?.() ?? html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M6.5 4v12L16 10Z"></path></svg>`;

export type Playing = {
  /** Asks for the address; it is good from now on. */
  address(): Promise<string>;
  draw(): void;
};

/** Plays one file, and goes on where it was when its address has ended meanwhile. */
export function createPlayer(file: MessageFile, {address, draw}: Playing) {
  let src = '';
  let since = 0;
  let isBroken = false;

  async function ask(): Promise<void> {
    try {
      src = await address();
      since = performance.now();
      isBroken = false;
    } catch {
      isBroken = true;
    }
    draw();
  }

  async function onError({currentTarget}: Event): Promise<void> {
    const player = currentTarget as Player;
    const at = player.currentTime;
    if (performance.now() - since > renewedAfterMs) {
      await ask();
      player.currentTime = at;
    } else {
      isBroken = true;
      draw();
    }
  }

  return {
    start: ask,
    isBroken: () => isBroken,
    render(label: string) {
      const {width, height} = file.video ?? {};
      // its room is there before it is: WebKit does not take that of a video from its size
      const room =
        width && height ? setStyle({'inline-size': `${width}px`, 'aspect-ratio': `${width} / ${height}`}) : nothing;
      return kindOf(file) === 'video'
        ? html`<video src=${src || nothing} controls autoplay playsinline width=${width ?? nothing} height=${height ?? nothing} ${room} aria-label=${label} @error=${onError}></video>`
        : html`<audio src=${src || nothing} controls autoplay aria-label=${label} @error=${onError}></audio>`;
    },
  };
}
