import type {CSSResult} from 'lit';

/** Gives a shadow root the styles of a part that is loaded on demand, once. */
export function adopt(root: ShadowRoot, {styleSheet}: CSSResult): void {
  if (styleSheet && !root.adoptedStyleSheets.includes(styleSheet)) root.adoptedStyleSheets.push(styleSheet);
}
