/**
 * Looks at a page and says what it says of itself. The same address is asked once in some hours, whoever wrote it; what failed is asked
 * again sooner.
 */
import type {Clock} from '../clock.js';
import type {FoundPage} from '../domain/preview-access.js';
import {type Getter, OtherAnswer} from '../egress/get.js';
import {EgressError} from '../egress/guard.js';
import {kindOf} from '../files/examine.js';
import type {Pictures} from '../files/pictures.js';
import {readPage, textOf} from './page.js';
import {plainLine} from './words.js';

/** Pictures are small: `width` and `height` are those of `bytes`. */
export type SeenPicture = {bytes: Uint8Array; width: number; height: number; placeholder: string};
export type SeenPage = Omit<FoundPage, 'image'> & {picture?: SeenPicture | undefined};

/** `page`: what it says · `nothing`: it says nothing, and will not in a while · `failed`: it may be there another time. */
export type Seen = {is: 'page'; page: SeenPage} | {is: 'nothing'; why: string} | {is: 'failed'; why: string};
/** What became of a look: `cached` asked nobody, `refused` the guard let nobody ask. */
export type Looked = 'fetched' | 'nothing' | 'refused' | 'failed' | 'cached';
export type Look = (url: string, signal: AbortSignal) => Promise<Seen>;

const agent = 'ParlorLinkPreview/1.0 (a person linked to this page in a chat)';
const pageBytes = 512 * 1024;
const pictureBytes = 5 * 1024 * 1024;
const withinMs = 10_000;
const most = {title: 200, site: 80, description: 300} as const;
const hour = 60 * 60 * 1000;
const keptMs = {page: 6 * hour, nothing: hour, failed: 30_000} as const;
const mostKept = 500;
/** As the small version of a picture has it (files/picture.ts). */
const smallSide = 300;

export function createLooker({
  get,
  pictures,
  clock,
  looked = () => undefined,
}: {
  get: Getter;
  /** Without it no pictures are shown. */
  pictures?: Pictures | undefined;
  clock: Pick<Clock, 'now'>;
  /** For the metrics. */
  looked?: ((outcome: Looked) => void) | undefined;
}): Look {
  const known = new Map<string, {seen: Promise<Seen>; until: number}>();

  async function picture(address: string, signal: AbortSignal): Promise<SeenPicture | undefined> {
    if (!pictures) return undefined;
    const wanted = {bytes: pictureBytes, isWhole: true, type: /^image\//i, timeoutMs: withinMs, signal};
    try {
      const {body} = await get(address, {...wanted, headers: {'user-agent': agent, accept: 'image/*'}});
      // what it is called counts for nothing, here as with uploads
      if ((await kindOf(body)).is !== 'picture') return undefined;
      const drawn = await pictures.draw(body);
      if (!drawn) return undefined;
      const {small, width, height, placeholder} = drawn;
      const scale = Math.min(1, smallSide / Math.max(width, height));
      const side = (length: number): number => Math.max(1, Math.round(length * scale));
      return {bytes: small, width: side(width), height: side(height), placeholder};
    } catch (error) {
      if (error instanceof EgressError || error instanceof OtherAnswer) return undefined;
      throw error;
    }
  }

  async function look(address: string, signal: AbortSignal): Promise<Seen> {
    const wanted = {
      bytes: pageBytes,
      type: /^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i,
      timeoutMs: withinMs,
      signal,
    };
    try {
      const {url, type, body} = await get(address, {
        ...wanted,
        headers: {'user-agent': agent, accept: 'text/html,application/xhtml+xml'},
      });
      const words = readPage(textOf(body, type));
      const title = plainLine(words.title ?? '', most.title);
      looked(title === '' ? 'nothing' : 'fetched');
      if (title === '') return {is: 'nothing', why: 'it has no title'};
      const image = words.image?.trim();
      const page: SeenPage = {
        title,
        site: plainLine(words.site ?? '', most.site) || undefined,
        description: plainLine(words.description ?? '', most.description) || undefined,
        picture:
          image && URL.canParse(image, url)
            ? await picture(new URL(image.replaceAll('&amp;', '&'), url).href, signal)
            : undefined,
      };
      return {is: 'page', page};
    } catch (error) {
      const outcome = outcomeOf(error);
      // what broke off because the server stops says nothing of the page
      if (!signal.aborted) looked(outcome ?? 'failed');
      if (!outcome) throw error;
      return {is: outcome === 'failed' ? 'failed' : 'nothing', why: (error as Error).message};
    }
  }

  return async (url, signal) => {
    const now = clock.now();
    const before = known.get(url);
    if (before && before.until > now) {
      looked('cached');
      return before.seen;
    }
    known.delete(url);
    if (known.size >= mostKept) known.delete(known.keys().next().value as string);
    const entry = {seen: look(url, signal), until: Number.POSITIVE_INFINITY};
    known.set(url, entry);
    try {
      const seen = await entry.seen;
      entry.until = clock.now() + keptMs[seen.is];
      return seen;
    } catch (error) {
      if (known.get(url) === entry) known.delete(url);
      throw error;
    }
  };
}

/** Of what is expected to go wrong: whether it may go well another time. */
function outcomeOf(error: unknown): 'refused' | 'failed' | 'nothing' | undefined {
  if (error instanceof EgressError) return error.reason === 'refused' ? 'refused' : 'failed';
  if (error instanceof OtherAnswer) return error.status >= 500 || error.status === 429 ? 'failed' : 'nothing';
  return undefined;
}
