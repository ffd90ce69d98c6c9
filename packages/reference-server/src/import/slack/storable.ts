/** Text as every store takes it: halves of characters become U+FFFD, and NULs go. */
export const storable = (text: string): string => text.replace(/\p{Cs}/gu, '\uFFFD').replaceAll('\0', '');

/** In one line. */
export const inOneLine = (text: string): string =>
  storable(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
