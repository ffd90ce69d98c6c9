import type {Strings} from '../strings.js';

type Beginning = {text: string; poll?: boolean | undefined; growing?: number | undefined};

/** What a row, a quote or a notice says of a message: how it begins, or what it is where it has no words. */
export const beginningWords = ({text, poll, growing}: Beginning, {attachment, pollOf}: Strings): string =>
  poll ? pollOf(text) : text || (growing ? '…' : attachment);
