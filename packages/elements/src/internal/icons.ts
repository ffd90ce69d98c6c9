import {html} from 'lit';

/** Our icons: strokes on a grid of 20, drawn in the text's colour. */
const paths = {
  back: 'M12 4.5 6.5 10l5.5 5.5',
  send: 'M10 15.5v-11M5.5 9 10 4.5 14.5 9',
  close: 'm5.5 5.5 9 9m0-9-9 9',
  more: 'M4.7 10h.6m-.3-.3v.6M9.7 10h.6m-.3-.3v.6M14.7 10h.6m-.3-.3v.6',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 3.5 3.5',
  compose:
    'M10.5 4H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V9.5M9 11l.6-2.4 5.9-5.9a1.4 1.4 0 0 1 2 2l-5.9 5.9L9 11Z',
  people:
    'M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.5 7c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5M13 4a2.8 2.8 0 0 1 0 5.2m2 3.2c1.6.7 2.5 2 2.5 4.1',
  details: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-7v3.5M10 7h.01',
  pin: 'M12.5 3.5 16.5 7.5l-2 .5-2.5 2.5-.3 3.2L6.3 8.3l3.2-.3L12 5.5l.5-2ZM8.8 11.2 4 16',
  mute: 'M5 13.5V9a5 5 0 0 1 8-4m2 3.5v5M3.5 13.5h10M8.5 16.5h3M3.5 3l13 14',
  bell: 'M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5.5h-13l1.5-.5ZM8.5 16.5h3',
  archive: 'M3.5 4h13v3.5h-13V4Zm1 3.5V16h11V7.5M8 11h4',
  unread:
    'M16.2 9.3v1.2a2.5 2.5 0 0 1-2.5 2.5H10l-3.2 3.2V13H6a2.5 2.5 0 0 1-2.5-2.5V6.8A2.5 2.5 0 0 1 6 4.3h5.2M15.8 6.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Z',
  trash: 'M4 5.5h12M8 5.5V3.5h4v2m-6.5 0 .6 11h7.8l.6-11',
  edit: 'M4 16l.8-3.7L13.5 3.6a1.7 1.7 0 0 1 2.9 2.9L7.7 15.2 4 16Z',
  reply: 'M8 5 3.5 9.5 8 14m-4.5-4.5H12a4.5 4.5 0 0 1 4.5 4.5v1',
  copy: 'M7.5 7.5h9v9h-9v-9Zm-4 5v-9h9',
  down: 'M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5',
  react: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7 11.5c.6 1.2 1.7 1.9 3 1.9s2.4-.7 3-1.9M7.5 8h.01m4.99 0h.01',
  retry: 'M15.5 8A6 6 0 1 0 16 11M16 4v4h-4',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  leave: 'M8 3.5H4v13h4M8 10h8.5M13 6.5l3.5 3.5-3.5 3.5',
  add: 'M10 4.5v11M4.5 10h11',
  attach: 'm16 9.5-6.2 6.2a3.7 3.7 0 0 1-5.2-5.2l6.6-6.6a2.4 2.4 0 0 1 3.4 3.4l-6.4 6.4a1.1 1.1 0 0 1-1.6-1.6L12 6.7',
  download: 'M10 3.5v9m-4-4 4 4 4-4M4 16.5h12',
  file: 'M11.5 3H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V6.5L11.5 3Zm0 0v3.5H15',
  messages:
    'M6 4h8a2.5 2.5 0 0 1 2.5 2.5v4.5a2.5 2.5 0 0 1-2.5 2.5h-3.5L7 16.8V13.5H6a2.5 2.5 0 0 1-2.5-2.5V6.5A2.5 2.5 0 0 1 6 4Z',
  link: 'M8.5 11.5 11.5 8.5M9.5 6l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L14 10.5M10.5 14 9 15.5a3.2 3.2 0 0 1-4.5-4.5L6 9.5',
} as const;

export type DrawnName = keyof typeof paths;
/** Some are drawn where their words are said (safety-icons.ts, forward-icon.ts, time-icon.ts, poll-icon.ts, player.ts). */
export type IconName = DrawnName | 'block' | 'flag' | 'forward' | 'clock' | 'poll' | 'play';
/** Icons of the host's own, each a function that gives a Lit template or a fresh node. */
export type Icons = {readonly [Name in IconName]?: () => unknown};

/** Arrows follow the direction of reading; nothing else does. */
const mirrored: readonly string[] = ['back', 'reply', 'leave'];

export function drawIcon(name: DrawnName, icons: Icons = {}): unknown {
  return (
    icons[name]?.() ??
    html`<svg class=${mirrored.includes(name) ? 'mirrors' : ''} viewBox="0 0 20 20" aria-hidden="true"><path d=${paths[name]}></path></svg>`
  );
}
