/** Messages with files, and `<chat-attachment>` alone. */
import type {FileUrl, Message, MessageFile} from '@parlor/sdk';
import type {ChatMessage} from '../../../packages/elements/src/chat-message/chat-message.js';
import {lines} from '../cast.js';
import {type Context, element, type MessageWish, message, type Specimen} from '../specimen.js';
import {draw} from './messages.js';
import '../../../packages/elements/src/chat-attachment/define.js';

/** A view of hills without a network; another one for each id. */
function scene({id, width = 4, height = 3}: Pick<MessageFile, 'id' | 'width' | 'height'>): string {
  const hue = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0) * 53, 0) % 360;
  const [w, h] = [400, Math.round((400 * height) / width)];
  const hills = [0.55, 0.7, 0.85]
    .map((at, n) => {
      const y = h * at;
      return `<path d="M0 ${y} Q ${w * 0.25} ${y - h * 0.22} ${w * 0.5} ${y} T ${w} ${y - 12} V ${h} H 0 Z" fill="hsl(${hue + 120} ${28 + n * 6}% ${58 - n * 14}%)"/>`;
    })
    .join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}"><rect width="${w}" height="${h}" fill="hsl(${hue} 60% 84%)"/><circle cx="${w * 0.72}" cy="${h * 0.26}" r="${Math.min(w, h) * 0.1}" fill="hsl(${hue + 40} 90% 76%)"/>${hills}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export const findScene = (file: MessageFile): FileUrl => ({url: scene(file), expiresAt: Number.MAX_SAFE_INTEGER});
const never = (): Promise<FileUrl> => new Promise(() => {});
const nowhere = (): FileUrl => ({url: 'data:,nothing', expiresAt: 0});

export const picture = (id: string, width: number, height: number, more: Partial<MessageFile> = {}): MessageFile => ({
  ...{
    id,
    width,
    height,
    name: `${id}.jpg`,
    type: 'image/jpeg',
    size: 284_000,
    placeholder: 'JLcRJYKGiIiPh3iWd2eGeHhwNvoZ',
  },
  ...more,
});
export const plan: MessageFile = {
  ...{id: 'plan', name: 'Site plan north gate, revision 7, signed by the inspector.pdf', type: 'application/pdf'},
  size: 1_340_000,
};
const notes: MessageFile = {id: 'notes', name: 'notes.txt', type: 'text/plain', size: 812};
const gate = picture('gate', 1600, 1200, {alt: 'The north gate in the morning, half open'});
const tower = picture('tower', 900, 2400);
const wide = picture('river', 3000, 700);

type Say = ReturnType<typeof lines>;
type Make = (say: Say) => Message | Message[];
const from =
  (sender: string, attachments: readonly MessageFile[], text = '', more: MessageWish = {}): Make =>
  () =>
    message(sender, text, {...more, content: {attachments}});
const goingUp: MessageWish = {seq: undefined, delivery: {is: 'sending'}};

const states: [state: string, about: string, make: Make, over?: Partial<ChatMessage>][] = [
  ['picture', 'alone, in its own measures', from('mara', [gate])],
  ['picture-with-text', 'text below it', from('mara', [gate], 'Here is where it is **parked** now')],
  ['own-picture', 'of the reader', from('me', [gate])],
  ['own-picture-with-text', 'of the reader, with text', from('me', [gate], 'On my way')],
  ['tall-picture', '360 px high at most', from('mara', [tower])],
  ['wide-picture', '320 px wide at most', from('mara', [wide])],
  ['album', 'several in a grid', from('mara', [gate, tower, wide])],
  [
    'own-album',
    'of the reader, an even number',
    from('me', [gate, tower, wide, picture('hill', 400, 300)], 'All four'),
  ],
  ['picture-coming', 'not there yet: its colours', from('mara', [gate]), {fileUrl: never}],
  ['picture-broken', 'could not be loaded', from('mara', [gate]), {fileUrl: nowhere}],
  ['file', 'a name too long is cut before its end', from('mara', [plan])],
  ['files-with-text', 'two of them', from('mara', [plan, notes], 'The plan, and what she said')],
  ['own-file', 'of the reader', from('me', [notes])],
  ['picture-and-file', 'both', from('mara', [notes, gate], 'Both')],
  [
    'uploading',
    'a ring tells how far it is, and ends it',
    (say) => [
      message('me', say.way, {...goingUp, content: {attachments: [{...gate, progress: 0.4}]}}),
      message('me', '', {...goingUp, content: {attachments: [{...plan, progress: 0.7}]}}),
    ],
  ],
  [
    'upload-failed',
    'says why',
    from('me', [{...plan, progress: 0}], '', {seq: undefined, delivery: {is: 'failed', code: 'ATTACHMENT_REJECTED'}}),
  ],
  [
    'picture-in-reply',
    'below what it answers',
    from('mara', [gate], '', {replyTo: {id: 'quoted', seq: 1, sender: 'me', text: ''}}),
  ],
];

const alone = (state: string, about: string, file: MessageFile, width: number, height?: number): Specimen => ({
  element: 'chat-attachment',
  ...{state, about, width},
  make: () => {
    const shown = element('chat-attachment', {file, who: 'Mara Lind', fileUrl: findScene});
    if (height) shown.style.blockSize = `${height}px`;
    return shown;
  },
});

export const fileSpecimens: Specimen[] = [
  ...states.map(
    ([state, about, make, over = {}]): Specimen => ({
      element: 'messages-with-files',
      ...{state, about},
      make: (context: Context) => draw([make(lines(context.lang))].flat(), {fileUrl: findScene, ...over}, context),
      late: state === 'upload-failed' ? '.trouble' : undefined,
    }),
  ),
  alone('picture', 'as large as the host says', gate, 320, 240),
  alone('file', 'a row', plan, 320),
  alone('uploading', 'on its way', {...plan, progress: 0.3}, 320),
];

export const fileDialogs: Specimen[] = [
  {
    element: 'menus',
    state: 'picture-large',
    about: 'a picture of three, as large as the window',
    height: 480,
    isModal: true,
    make: () => {
      const shown = element('chat-attachment', {file: gate, album: [gate, tower, wide], fileUrl: findScene});
      shown.style.blockSize = '240px';
      return shown;
    },
    after: (shown) => (shown as HTMLElementTagNameMap['chat-attachment']).open(),
    late: '.viewer img',
  },
];
