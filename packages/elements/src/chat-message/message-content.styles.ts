/** What stands in a bubble and under it: text, quote, reactions, what went wrong. */
import {css} from 'lit';

export const contentStyles = css`
  /* text */
  a {
    color: var(--_link);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .host {
    font-size: var(--_meta);
  }
  .mention {
    color: inherit;
    font-weight: 600;
  }
  .me {
    padding-inline: 4px;
    border-radius: 5px;
    background: var(--_mention);
  }
  /* goes to the next line as one, and is broken only where it is longer than that */
  code {
    display: inline-block;
    max-inline-size: 100%;
    font: 0.867em / 1.2 var(--_mono);
    unicode-bidi: isolate;
  }
  pre {
    margin: 4px 0;
    padding: 8px 10px;
    overflow-x: auto;
    border-radius: var(--_s2);
    background: color-mix(in oklab, var(--_text) 6%, transparent);
    line-height: var(--_snug);
    text-align: start;
    tab-size: 2;
  }
  .code {
    position: relative;
  }
  .copy.icon-button {
    position: absolute;
    inset-block-start: 3px;
    inset-inline-end: 3px;
    inline-size: 28px;
    block-size: 28px;
    background: var(--_raised);
    opacity: 0;
  }
  .code:hover .copy,
  .copy:focus-visible {
    opacity: 1;
  }
  pre code {
    display: inline;
    line-height: inherit;
  }
  blockquote {
    margin: 2px 0;
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--_line-strong);
    color: var(--_text-2);
  }
  ul,
  ol {
    margin: 0;
    padding-inline-start: 22px;
  }
  .level-1 {
    margin-inline-start: 18px;
  }
  .level-2 {
    margin-inline-start: 36px;
  }

  /* the quote */
  .quote {
    display: block;
    inline-size: 100%;
    margin-block: 2px 6px;
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--_accent);
    border-radius: 2px;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: var(--_snug);
    text-align: start;
  }
  .quote b {
    display: block;
    color: var(--_accent);
    font-weight: 600;
  }
  .quote span {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }

  /* files: the room of each is there before it is */
  .bubbles .media.bubble {
    padding: 4px;
  }
  .bubbles .media .text {
    padding-inline: 8px;
  }
  .bubbles .media .more {
    margin-inline: 8px;
  }
  .bubbles .media .quote {
    inline-size: auto;
    margin-inline: 8px;
  }
  /* words under a picture are as wide as it is, so that it stands off at no side */
  .files + .text {
    margin-block: 5px 2px;
    inline-size: 200px;
    min-inline-size: 100%;
    box-sizing: border-box;
  }
  .files {
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-inline-size: 0;
  }
  chat-attachment {
    display: block;
    min-block-size: 52px;
    border-radius: var(--_radius-card);
    overflow: hidden;
  }
  .files > chat-attachment:not([style]) {
    inline-size: 280px;
    min-inline-size: 100%;
  }
  .album {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 4px;
    inline-size: 320px;
    max-inline-size: 100%;
  }
  .album chat-attachment {
    aspect-ratio: 1;
    border-radius: 8px;
  }
  .album > :last-child:nth-child(odd) {
    grid-column: span 2;
    aspect-ratio: 2;
  }
  .flat .files {
    margin-block: 4px;
  }

  /* what its link says: as high as it will be, also before it is there */
  chat-link-preview {
    display: block;
    inline-size: 300px;
    min-inline-size: 100%;
    max-inline-size: 100%;
    block-size: calc(3 * var(--_snug) + 16px);
    margin-block: 6px 4px;
    border-radius: var(--_radius-card);
    font-size: var(--_small);
    overflow: hidden;
  }
  chat-link-preview.high {
    block-size: calc(4 * var(--_snug) + 16px);
  }

  /* under the bubble */
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: 4px;
  }
  .own.bubbles .reactions {
    justify-content: flex-end;
  }
  .reactions button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 24px;
    padding-inline: 8px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-card);
    background: var(--_raised);
    color: var(--_text-2);
    font-size: var(--_small);
    font-variant-numeric: tabular-nums;
    line-height: var(--_snug);
  }
  .reactions [aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_own);
    color: var(--_text);
    font-weight: 600;
  }
  .mark text {
    direction: ltr;
    fill: currentColor;
    stroke: none;
    font-size: 10.5px;
    font-weight: 700;
  }
  /* what can be done stays together where it needs a line of its own */
  .trouble,
  .trouble div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
  }
  .own.bubbles .trouble {
    justify-content: flex-end;
    text-align: end;
  }
  .trouble {
    color: var(--_danger);
    font-size: var(--_meta);
    line-height: max(24px, 1.5rem);
  }
  .trouble button,
  .more {
    color: inherit;
    font-weight: 600;
    line-height: max(24px, 1.5rem);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .more {
    color: var(--_link);
    font-size: var(--_small);
  }
  @media (pointer: coarse) {
    .copy.icon-button {
      opacity: 1;
    }
    .reactions button {
      min-block-size: 32px;
      min-inline-size: 44px;
      justify-content: center;
    }
    .trouble button {
      line-height: max(32px, 2rem);
    }
  }
`;
