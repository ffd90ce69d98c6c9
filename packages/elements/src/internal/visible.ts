/**
 * Whether anything of a text would be seen: more than blanks and characters without a shape. Most texts hold a plain letter; the
 * table of the shapeless is for the others.
 */
export const isVisible = (text: string): boolean => /[!-~]/.test(text) || /[^\s\p{DI}]/u.test(text);
