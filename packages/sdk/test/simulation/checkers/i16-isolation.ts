/** I16. Nobody's words leave under another's name: what is written under a token was written by its user. */
import type {MakeChecker} from '../checker.js';

export const isolation: MakeChecker = (_world, fail) => ({
  asked({user}, op, input) {
    if (op !== 'ops.push') return;
    for (const one of (input as {ops: {op: string; input: {content?: {text?: string}}}[]}).ops) {
      const author = one.input.content?.text?.split('#')[0];
      if (author !== undefined && author !== user) fail(`words of ${author} go out as ${user}'s`);
    }
  },
});
