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
  code {
    font: 0.867em / 1 var(--_mono);
    unicode-bidi: isolate;
  }
  pre {
    margin: 4px 0;
    padding: 8px 10px;
    overflow-x: auto;
    border-radius: var(--_s2);
    background: color-mix(in oklab, var(--_text) 6%, transparent);
    line-height: 18px;
    text-align: start;
    tab-size: 2;
  }
  pre code {
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
    line-height: 18px;
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

  /* under the bubble */
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: 4px;
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
    line-height: 20px;
  }
  .reactions [aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_own);
    color: var(--_text);
    font-weight: 600;
  }
  .trouble {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    color: var(--_danger);
    font-size: var(--_meta);
    line-height: 24px;
  }
  .trouble button,
  .more {
    color: inherit;
    font-weight: 600;
    line-height: 24px;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .more {
    color: var(--_link);
    font-size: var(--_small);
  }
  @media (pointer: coarse) {
    .reactions button {
      min-block-size: 32px;
      min-inline-size: 44px;
      justify-content: center;
    }
    .trouble button {
      line-height: 32px;
    }
  }
`;
