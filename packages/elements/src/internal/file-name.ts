/** A name of which the end always shows: what is too long is cut before the last letters and the ending (UX-M17). */
import {html} from 'lit';

const before = 4;
const most = 12;

/** `[what may be cut, what may not]`, never in the middle of a character. */
export function parted(name: string): [string, string] {
  const letters = [...name];
  const dot = letters.lastIndexOf('.');
  const ending = dot > 0 && letters.length - dot <= most - before ? letters.length - dot : 0;
  const kept = Math.min(letters.length, ending + before);
  return letters.length <= most ? [name, ''] : [letters.slice(0, -kept).join(''), letters.slice(-kept).join('')];
}

/** What a name ends on, as far as it tells the kind: `pdf`. */
export const endingOf = (name: string): string | undefined => /\.([a-z\d]{1,4})$/i.exec(name)?.[1];

/** Needs `fileNameStyles`. */
export function drawFileName(name: string) {
  const [head, tail] = parted(name);
  // in one piece for the ear
  return html`<bdi class="file-name" title=${name}
    ><span class="unseen">${name}</span><span class="ellipsis" aria-hidden="true">${head}</span><span aria-hidden="true">${tail}</span></bdi
  >`;
}
