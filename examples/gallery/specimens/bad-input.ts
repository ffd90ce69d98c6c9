/** What people and programs send without meaning to: everything stays legible, aligned and inside its box. */
import type {Message, Person} from '@parlor/sdk';
import type {FakeChat} from '../../../packages/elements/test/fake-chat.js';
import {cast} from '../cast.js';
import {type Context, element, message, now, type Specimen, tell} from '../specimen.js';
import {office} from './conversations.js';

const longName = 'Maximiliane Ferdinande Auguste von und zu Hohenfels-Wartenberg '.repeat(4).slice(0, 200);
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
  .repeat(13)
  .slice(0, 1_000);
const marks = `Z${'\u0300\u0301\u0302\u0316\u0317'.repeat(2_000)}algo`;
// overrides that never end, and isolates that were never begun
const overrides = '\u202Egate is open\u202D \u2067at ten';

type Change = (chat: FakeChat, context: Context) => void;

/** An inbox with the conversation in which it happens. */
function inbox(context: Context, change: Change): HTMLElement {
  const chat = office(context);
  change(chat, context);
  return element('chat-inbox', {chat, conversation: 'mara', look: context.look, density: context.density});
}

const named =
  (name: string, over: Partial<Person> = {}): Change =>
  (chat) => {
    for (const id of ['mara', 'ike', 'me']) chat.person(id, {name, ...over});
    chat.conversation('team').change({title: name});
    chat.conversation('mara').type('mara', 'ike');
  };

const said =
  (...texts: string[]): Change =>
  (chat) => {
    const history = texts.flatMap((text) => [plain('mara', text), plain('me', text)]);
    const [first] = history;
    if (first)
      history.push({
        ...plain('mara', 'Answer'),
        replyTo: {id: first.id, seq: 1, sender: 'me', text: first.content.text.slice(0, 140)},
      });
    tell(chat, 'mara', history);
  };

/** Exactly this text. */
const plain = (sender: string, text: string): Message => message(sender, '', {content: {text}});

const keys = [
  '👍',
  '❤️',
  '😂',
  '🎉',
  '😮',
  '😢',
  '🙏',
  '👏',
  '🔥',
  '✅',
  '👀',
  '🚀',
  '💯',
  '🤔',
  '😅',
  '🥳',
  '👎',
  '🙌',
  '💡',
  '🫠',
];

const states: [state: string, about: string, change: Change][] = [
  ['long-names', 'names of 200 characters', named(longName)],
  ['unbroken-names', 'names of 200 characters and no space', named(longWord.slice(0, 200))],
  ['blank-names', 'names of nothing but spaces', named('   ')],
  ['marked-names', 'names of 10,000 combining marks', named(marks)],
  ['turned-names', 'names that turn the direction', named(overrides)],
  ['long-words', 'a word of 1,000 letters', said(longWord, `https://example.com/${longWord}`)],
  ['combining-marks', '10,000 marks on one letter', said(marks)],
  ['whitespace', 'nothing but spaces and line breaks', said('   ', '\n\n\n', '\u200B\u00A0\u3164', 'a\n\n\n\nb')],
  ['only-emoji', 'one, three, and four hundred', said('😀', '😀😀😀', '😀'.repeat(400))],
  ['bidi-overrides', 'characters that turn what follows', said(overrides, '\u202Eabc\u202C def', 'x\u2066y\u2069z')],
  [
    'many-reactions',
    'twenty of them',
    (chat) =>
      tell(
        chat,
        'mara',
        ['mara', 'me'].map((sender) => ({
          ...plain(sender, 'Ok'),
          reactions: keys.map((key, i) => ({key, count: i * i * 37 + 1, own: i % 3 === 0, users: ['mara']})),
        })),
      ),
  ],
  [
    'many-typists',
    'fifty write at once',
    (chat, {lang}) => {
      const {name} = cast(lang)['mara'] ?? {name: 'Mara'};
      const crowd = Array.from({length: 50}, (_, i) => `crowd-${i}`);
      for (const id of crowd) chat.person(id, {name: `${name} ${id}`});
      for (const id of ['mara', 'team']) chat.conversation(id).type(...crowd);
    },
  ],
  [
    'wrong-clocks',
    'a day ahead, a day behind, and the year 1970',
    (chat) => {
      const day = 86_400_000;
      const at = (text: string, time: number): Message => ({...plain('mara', text), at: time});
      tell(chat, 'mara', [
        at('in order', now - 60_000),
        at('a day ahead', now + day),
        at('a day behind', now - day),
        at('1970', 0),
        at('in order again', now),
      ]);
    },
  ],
  [
    'broken-pictures',
    'pictures that cannot be loaded',
    (chat) => {
      for (const id of ['mara', 'ike', 'ana']) chat.person(id, {avatar: 'data:image/png;base64,bm8='});
      chat.conversation('team').change({avatar: 'data:image/png;base64,bm8='});
    },
  ],
];

export const badInputSpecimens: Specimen[] = states.map(([state, about, change]) => ({
  element: 'bad-input',
  ...{state, about, height: 620},
  make: (context) => inbox(context, change),
}));
