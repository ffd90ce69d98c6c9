/** Puts specimens into a page: in a box of their own, in the language, direction and time they are meant for. */
import type {Options} from './options.js';
import {element, now, type Specimen} from './specimen.js';

const rtl = new Set(['ar', 'he']);

/** The direction that is meant: the language's own, unless one is chosen. */
export const directionOf = ({dir, lang}: Pick<Options, 'dir' | 'lang'>): 'ltr' | 'rtl' =>
  dir === 'auto' ? (rtl.has(lang) ? 'rtl' : 'ltr') : dir;

/** The box with one specimen in it. `standing` is called when it is in the page. */
export function stand(specimen: Specimen, options: Options): {box: HTMLElement; standing: () => Promise<void>} {
  const {lang, width} = options;
  const box = document.createElement('div');
  const isRows = specimen.element === 'chat-message' || specimen.element === 'menus';
  box.className = specimen.height ? 'specimen' : isRows ? 'specimen rows' : 'specimen loose';
  box.dir = directionOf(options);
  box.lang = lang;
  if (width !== 'full') box.style.setProperty('--specimen-width', `${width}px`);
  if (specimen.width) box.style.setProperty('--specimen-most', `min(100%, ${specimen.width}px)`);
  if (specimen.height) box.style.setProperty('--specimen-height', `${specimen.height}px`);
  // one clock and one zone, so that every visit shows the same
  const provider = element('chat-provider', {locale: lang, now: () => now, timeZone: 'UTC'});
  const made = specimen.make(options);
  provider.append(made);
  box.append(provider);
  return {
    box,
    standing: async () => {
      await settled(box);
      await specimen.after?.(made as HTMLElement);
      if (specimen.late) await appears(box, specimen.late);
      await settled(box);
    },
  };
}

/** Frames, about ten seconds of them: longer than anything here takes. */
const mostFrames = 600;

/** When something in `root`, shadow roots included, fits. */
async function appears(root: ParentNode, selector: string): Promise<void> {
  for (let frame = 0; frame < mostFrames; frame++) {
    if ([...everything(root)].some((inner) => inner.matches(selector))) return;
    await new Promise(requestAnimationFrame);
  }
  throw new Error(`${selector} never came`);
}

/** Every element in `root`, shadow roots included. */
export function* everything(root: ParentNode): Generator<HTMLElement> {
  for (const inner of root.querySelectorAll<HTMLElement>('*')) {
    yield inner;
    if (inner.shadowRoot) yield* everything(inner.shadowRoot);
  }
}

/** When every element of ours in `root` is defined and has rendered, those in shadow roots too. */
export async function settled(root: ParentNode): Promise<void> {
  for (const inner of root.querySelectorAll('*')) {
    if (inner.localName.startsWith('chat-')) await customElements.whenDefined(inner.localName);
    await (inner as Element & {updateComplete?: Promise<unknown>}).updateComplete;
    if (inner.shadowRoot) await settled(inner.shadowRoot);
  }
}
