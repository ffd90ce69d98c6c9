import {css} from 'lit';

/** Eight pairs of hue, each at least 7 : 1 in both schemes. */
const hues = [
  ['#fdcdc9', '#672926', '#57312e', '#ffc6c0'],
  ['#f7d3b7', '#613200', '#52361e', '#fbcdaa'],
  ['#e6dbb2', '#4f3e00', '#463d18', '#e6d8a3'],
  ['#c5e5c5', '#1b4c1f', '#2a452b', '#bbe4bc'],
  ['#b2e7e3', '#004e4a', '#104643', '#a1e7e2'],
  ['#b8e1fa', '#004668', '#1c4256', '#abe0ff'],
  ['#d6d6ff', '#3c376d', '#3a3959', '#d2d2ff'],
  ['#f1ceec', '#592c56', '#4d324b', '#f3c7ee'],
] as const;
export const hueCount = hues.length;

/** Background and text of one hue. */
export function hueColours(hue: number): {background: string; text: string} {
  const [light, lightText, dark, darkText] = hues[hue % hueCount] ?? hues[0];
  return {background: `light-dark(${light}, ${dark})`, text: `light-dark(${lightText}, ${darkText})`};
}

export const styles = css`
  :host {
    --_size: var(--chat-avatar-size, 36px);
    display: inline-block;
    position: relative;
    flex: none;
    inline-size: var(--_size);
    block-size: var(--_size);
    line-height: 1;
  }
  .face {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    overflow: hidden;
    border: var(--_border) solid currentColor;
    border-radius: var(--chat-avatar-radius, calc(var(--_size) / 3));
    background: var(--_hue, var(--_pressed));
    color: var(--_hue-text, var(--_text));
    font-size: calc(var(--_size) * 0.36);
    font-weight: 650;
    letter-spacing: 0.01em;
    user-select: none;
  }
  /* drawn, not written: the letters are no text to read, search or copy */
  .face:empty::before {
    content: attr(data-letters);
  }
  .face svg {
    inline-size: 55%;
    block-size: 55%;
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .presence {
    position: absolute;
    inset-block-end: -3px;
    inset-inline-end: -3px;
    inline-size: max(12px, calc(var(--_size) * 0.32));
    aspect-ratio: 1;
    border: 2px solid var(--chat-avatar-ring, var(--_canvas));
    border-radius: 50%;
    background: var(--_success);
    background-clip: padding-box;
    box-shadow: inset 0 0 0 9px var(--_success);
  }
  .away {
    background: var(--chat-avatar-ring, var(--_canvas));
    box-shadow: inset 0 0 0 2.5px var(--_warn);
  }
  .dnd {
    background: linear-gradient(var(--_canvas), var(--_canvas)) center / 60% 2px no-repeat var(--_danger);
    box-shadow: none;
  }
  @media (forced-colors: active) {
    .presence {
      forced-color-adjust: none;
      background: Highlight;
      box-shadow: none;
      border-color: Canvas;
    }
    .away {
      background: Canvas;
      box-shadow: inset 0 0 0 3px Highlight;
    }
    .dnd {
      background: linear-gradient(Canvas, Canvas) center / 60% 2px no-repeat Highlight;
    }
  }
`;
