/**
 * A new id for a message, an operation or a device: 21 of `A-Z a-z 0-9 _ -`, 126 random bits, no time inside (PWP-ID-004).
 */
export const newId = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .slice(0, 21)
    .replaceAll('+', '-')
    .replaceAll('/', '_');
