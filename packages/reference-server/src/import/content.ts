/** From a line of plain text to content: what is a link, who is addressed, what is told in italics. */
import {type Content, defaultLimits, type TextRange} from '@parlor/sdk/protocol';

export type ContentOf = {text: string; action?: boolean | undefined};

/** `userOf` names the user for somebody addressed at the beginning (`nick: …`), if there is one. */
export function contentOf({text, action}: ContentOf, userOf: (name: string) => string | undefined): Content {
  const ranges: TextRange[] = [];
  if (action) ranges.push({type: 'italic', start: 0, end: text.length});
  const addressed = /^@?([^\s,:]+)[,:]?(?=\s)/.exec(text);
  if (addressed) {
    const user = userOf(addressed[1] as string);
    const isMarked = /^@|[,:]$/.test(addressed[0]);
    if (user !== undefined && isMarked) {
      ranges.push({type: 'mention', start: 0, end: addressed[0].replace(/[,:]$/, '').length, user});
    }
  }
  for (const {index, 0: found} of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    const url = withoutPunctuation(found);
    if (url.length <= 2000 && URL.canParse(url))
      ranges.push({type: 'link', start: index, end: index + url.length, url});
  }
  return {kind: 'text', text, ...(ranges.length > 0 && {ranges: ranges.slice(0, defaultLimits.ranges)})};
}

/** What stands behind an address in a sentence is not part of it; a bracket is, if it was opened inside. */
function withoutPunctuation(address: string): string {
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1] as string;
    if (last === ')' && count(address.slice(0, end), '(') >= count(address.slice(0, end), ')')) break;
    if (!/[.,;:!?'")\]}]/.test(last)) break;
  }
  return address.slice(0, end);
}

const count = (text: string, character: string): number => text.split(character).length - 1;
