/**
 * Tokens that were verified a moment ago. Over REST the same one comes with every request of a person, and its signature costs more
 * than most answers. What ends a session is asked in the transaction of each operation, so nothing that ended is believed for longer.
 */
import type {Clock} from '../clock.js';
import type {Identity, TokenVerifier} from './tokens.js';

/** How long a signature is not looked at again: a key that the host withdraws is believed for so much longer. */
const believedMs = 60_000;
const mostKnown = 5_000;

export function rememberTokens(verifier: TokenVerifier, clock: Pick<Clock, 'now'>, most = mostKnown): TokenVerifier {
  const known = new Map<string, {identity: Identity; until: number}>();
  return {
    async verify(token) {
      const now = clock.now();
      const before = known.get(token);
      if (before && now < before.until) return before.identity;
      known.delete(token);
      const identity = await verifier.verify(token);
      known.set(token, {identity, until: Math.min(now + believedMs, identity.expiresAt)});
      for (const oldest of known.keys()) {
        if (known.size <= most) break;
        known.delete(oldest);
      }
      return identity;
    },
  };
}
