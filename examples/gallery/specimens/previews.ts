/** Messages with what the page behind their link says of itself. */
import type {Message} from '@parlor/sdk';
import type {ChatMessage} from '../../../packages/elements/src/chat-message/chat-message.js';
import {lines} from '../cast.js';
import {element, type MessageWish, message, type Specimen} from '../specimen.js';
import {findScene, picture} from './files.js';
import {draw} from './messages.js';
import '../../../packages/elements/src/chat-link-preview/define.js';

type Preview = NonNullable<Message['content']['preview']>;
const address = 'https://plans.example.com/north/gate';
const full: Preview = {
  url: address,
  title: 'North gate: what changes from Monday',
  site: 'City plans',
  description:
    'The lift, the lane for deliveries and where to park while the gate is rebuilt. With drawings of every floor.',
  image: picture('north', 300, 200),
};
const {image: _, ...plain} = full;
const {description: __, ...bare} = plain;
const letters = {
  ar: {
    title: 'البوابة الشمالية: ما الذي يتغير يوم الاثنين',
    description: 'المصعد وممر التسليم وأماكن الوقوف أثناء إعادة بناء البوابة.',
  },
  he: {title: 'השער הצפוני: מה משתנה ביום שני', description: 'המעלית, נתיב המשלוחים והחניה בזמן בניית השער מחדש.'},
};

const say = (sender: string, preview: Preview, words = '', more: MessageWish = {}): Message => {
  const text = `${words}${preview.url}`;
  const ranges = [{type: 'link' as const, start: words.length, end: text.length, url: preview.url}];
  return message(sender, '', {...more, content: {text, ranges, preview}});
};

const states: [
  state: string,
  about: string,
  make: (said: ReturnType<typeof lines>) => Message | Message[],
  over?: Partial<ChatMessage>,
][] = [
  ['preview', 'title, description, host, site and picture of its link', () => say('mara', full, 'Read this: ')],
  ['own-preview', 'of the reader', () => say('me', full, '', {delivery: {is: 'sent'}})],
  [
    'preview-words',
    'a page without a picture, and one with a title alone',
    () => [say('mara', plain), say('me', {url: address, title: 'North gate'})],
  ],
  [
    'preview-long',
    'words and a host that are too long',
    () =>
      say('mara', {
        ...full,
        url: `https://${'your-bank.example.'.repeat(4)}evil.example/`,
        title: `${'North gate and everything around it '.repeat(4)}${'o'.repeat(60)}`,
        site: 'Your bank, where your money is at home',
      }),
  ],
  ['preview-coming', 'its picture is not there yet', () => say('mara', full), {fileUrl: () => new Promise(() => {})}],
  [
    'preview-directions',
    'words of a page run their own way',
    () => [say('mara', {...full, ...letters.ar}), say('me', {...bare, ...letters.he})],
  ],
];

export const previewSpecimens: Specimen[] = [
  ...states.map(
    ([state, about, make, over = {}]): Specimen => ({
      element: 'messages-with-previews',
      ...{state, about},
      make: (context) => draw([make(lines(context.lang))].flat(), {fileUrl: findScene, ...over}, context),
    }),
  ),
  {
    element: 'chat-link-preview',
    state: 'alone',
    about: 'outside a message',
    width: 320,
    make: () => {
      const card = element('chat-link-preview', {message: say('mara', full), fileUrl: findScene});
      card.style.blockSize = '96px';
      return card;
    },
  },
];

export const previewMenus: Specimen[] = [
  {
    element: 'menus',
    state: 'own-preview',
    about: 'an own one whose link has a preview',
    height: 500,
    isModal: true,
    make: (context) => draw([say('me', full)], {fileUrl: findScene}, context),
    after: (box) => (box.querySelector('chat-message') as ChatMessage).openMenu(),
    late: '.menu',
  },
];
