/** What a container says, before anybody asks whether that can be. */
export type Said = {ms?: number | undefined; width?: number | undefined; height?: number | undefined};

/** Letters of one byte each. */
export const tagAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));
