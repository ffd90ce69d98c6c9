import {css} from 'lit';

export const styles = css`
  :host {
    font-size: var(--_small);
    line-height: var(--_snug);
    min-inline-size: 0;
    container-type: inline-size;
  }
  a {
    display: flex;
    block-size: 100%;
    overflow: hidden;
    border-radius: inherit;
    background: color-mix(in oklab, var(--_text) 6%, transparent);
    color: inherit;
    text-decoration: none;
  }
  a:hover {
    background: color-mix(in oklab, var(--_text) 10%, transparent);
  }
  a:focus-visible {
    outline-offset: -2px;
  }
  .about {
    display: flex;
    flex: 1;
    flex-direction: column;
    justify-content: center;
    min-inline-size: 0;
    padding: 8px 12px;
  }
  .words {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  b,
  .description {
    display: block;
  }
  b {
    font-weight: 600;
  }
  .description {
    color: var(--_text-2);
  }
  .from {
    display: flex;
    gap: 8px;
    color: var(--_text-2);
    font-size: var(--_meta);
    line-height: inherit;
    white-space: nowrap;
  }
  /* of a long one the end says whose it is */
  .host {
    display: flex;
    flex: 0 1 auto;
    justify-content: flex-end;
    min-inline-size: 0;
    overflow: hidden;
  }
  .site {
    flex: 1 1 0;
    min-inline-size: 0;
  }
  .picture {
    position: relative;
    flex: none;
    aspect-ratio: 1;
    max-inline-size: 34%;
    background: var(--_hover);
  }
  /* words come first */
  @container (inline-size < 220px) {
    .picture {
      display: none;
    }
  }
  canvas,
  img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  img {
    opacity: 0;
    transition: opacity 120ms;
  }
  .shown {
    opacity: 1;
  }
  @media (forced-colors: active) {
    a {
      border: 1px solid LinkText;
    }
  }
`;
