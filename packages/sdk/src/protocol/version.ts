/**
 * Versions of the wire protocol this code speaks, newest first. Client and server settle on the highest both know
 * (PWP-VERSION-001).
 *
 * 1: the first public version.
 */
export const protocolVersions = [1] as const;

/** The version spoken when both sides are of this release. */
export const protocolVersion = 1;

/** Additive abilities a server may announce in its hello; an unknown one is ignored (PWP-VERSION-002). */
export const features = [
  'sync',
  'receipts',
  'reactions',
  'presence',
  'typing',
  'search',
  'files',
  'blocks',
  'reports',
  'pins',
  'forward',
  'previews',
] as const;
