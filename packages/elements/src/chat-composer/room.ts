/** What there is to say about a text's length (UX-C16). */
import '../strings/en-conversation.js';
import type {Strings} from '../strings.js';

/** How many code points of a text are too many. */
export const tooMany = (text: string, most: number): number =>
  text.length <= most ? 0 : Math.max(0, [...text].length - most);

/** How much room is left, in words; nothing before 80 % of it are used. */
export function roomLeft(text: string, most: number, strings: Strings): string {
  if (text.length < most * 0.8) return '';
  const left = most - [...text].length;
  return left < 0 ? strings.tooLong(-left) : left <= most * 0.2 ? strings.charactersLeft(left) : '';
}
