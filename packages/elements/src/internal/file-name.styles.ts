import {css} from 'lit';

/** For `drawFileName`: the first part gives way, the end stays. */
export const fileNameStyles = css`
  .file-name {
    display: flex;
    inline-size: fit-content;
    min-inline-size: 0;
    max-inline-size: 100%;
    font-weight: 600;
  }
  /* a blank at the seam is part of the name */
  .file-name span {
    white-space: pre;
  }
  .file-name span:last-child {
    flex: none;
  }
`;
