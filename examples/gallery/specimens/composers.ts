/** `<chat-composer>`: the box to write in, in every state it can be in. */
import type {ChatComposer} from '../../../packages/elements/src/chat-composer/chat-composer.js';
import type {FakeChat} from '../../../packages/elements/test/fake-chat.js';
import {lines} from '../cast.js';
import {type Context, element, type Specimen} from '../specimen.js';
import {office} from './conversations.js';

type Change = (chat: FakeChat, context: Context) => unknown;

function composer(context: Context, over: Partial<ChatComposer> = {}, change?: Change): HTMLElement {
  const chat = office(context);
  change?.(chat, context);
  // what it opens lies above it
  const box = document.createElement('div');
  box.className = 'at-the-end';
  box.append(element('chat-composer', {chat, conversation: 'mara', ...over}));
  return box;
}

const inside = (box: HTMLElement): ChatComposer => box.querySelector('chat-composer') as ChatComposer;
const fieldOf = (box: HTMLElement): HTMLTextAreaElement => {
  const field = inside(box).shadowRoot?.querySelector('textarea');
  if (!field) throw new Error('the composer has no field');
  return field;
};

/** Writes as a hand does, so that lists open. */
function write(box: HTMLElement, text: string): void {
  const field = fieldOf(box);
  field.focus();
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
}

/** A photograph: what is attached is drawn from its bytes. */
async function photograph(name: string): Promise<File> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {width: 640, height: 480});
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  const sky = pen.createLinearGradient(0, 0, 0, 480);
  sky.addColorStop(0, '#7fb2dd');
  sky.addColorStop(1, '#f4d9b8');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 640, 480);
  pen.fillStyle = '#2f5d50';
  pen.beginPath();
  pen.ellipse(320, 520, 460, 220, 0, 0, 7);
  pen.fill();
  const bytes = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg'));
  return new File(bytes ? [bytes] : [], name, {type: 'image/jpeg'});
}
/** Messages for later, in so many minutes; with a code where one was refused. */
function wait(chat: FakeChat, messages: readonly (readonly [text: string, minutes: number, code?: 'CLOSED'])[]): void {
  const mara = chat.conversation('mara');
  mara.waiting.set(
    messages.map(([text, minutes, code], at) => ({
      ...{id: `later-${at}`, conversation: 'mara', at: chat.now + minutes * 60_000, content: {text}},
      ...(code && {failure: {code, at: chat.now}}),
    })),
  );
  const failed = messages.filter(([, , code]) => code).length;
  mara.change({scheduled: {waiting: messages.length - failed, failed}});
}

/** Slow mode, in a group where the reader is a member. */
const slow = (chat: FakeChat, slowSeconds: number): void => chat.conversation('team').change({slowSeconds});

const sheet = (name: string, bytes: number): File => new File(['x'.repeat(bytes)], name, {type: 'application/pdf'});

const states: [
  state: string,
  about: string,
  over?: Partial<ChatComposer>,
  change?: Change | undefined,
  after?: ((box: HTMLElement) => unknown) | undefined,
  height?: number,
][] = [
  ['empty', 'nothing typed'],
  ['focused', 'the ring is the box’s own', {}, undefined, (box) => fieldOf(box).focus()],
  ['typed', 'can be sent', {}, (chat, {lang}) => chat.conversation('mara').setDraft({text: lines(lang).ten})],
  [
    'many-lines',
    'grows, then scrolls',
    {},
    (chat, {lang}) => chat.conversation('mara').setDraft({text: lines(lang).long}),
    undefined,
    320,
  ],
  [
    'replying',
    'what is answered',
    {},
    (chat, {lang}) =>
      chat
        .conversation('mara')
        .setDraft({text: lines(lang).great, replyTo: chat.conversation('mara').history[2]?.id ?? ''}),
  ],
  [
    'editing',
    'what is changed',
    {},
    undefined,
    (box) => {
      const field = fieldOf(box);
      field.focus();
      field.dispatchEvent(
        new KeyboardEvent('keydown', {key: 'ArrowUp', bubbles: true, composed: true, cancelable: true}),
      );
    },
  ],
  [
    'nearly-full',
    'what is left',
    {maxLength: 60},
    (chat) => chat.conversation('mara').setDraft({text: 'x'.repeat(52)}),
  ],
  [
    'too-long',
    'and why it cannot be sent',
    {maxLength: 40},
    (chat) => chat.conversation('mara').setDraft({text: 'x'.repeat(52)}),
  ],
  [
    'files',
    'a picture with room for its description, and another file',
    {},
    (chat, {lang}) => chat.conversation('mara').setDraft({text: lines(lang).great}),
    async (box) =>
      inside(box).attach([
        await photograph('north gate.jpg'),
        sheet('Site plan north gate, revision 7, signed by the inspector.pdf', 84_000),
      ]),
    280,
  ],
  [
    'file-too-large',
    'why it was not attached',
    {maxFileSize: 50 * 1024},
    undefined,
    (box) => inside(box).attach([sheet('plan.pdf', 84_000)]),
  ],
  ['slow-mode', 'how long lies between two messages', {conversation: 'team'}, (chat) => slow(chat, 30)],
  [
    'slow-mode-waiting',
    'what is left of the wait, and room for more words',
    {conversation: 'team'},
    (chat, {lang}) => {
      slow(chat, 300);
      chat.conversation('team').receive(chat.user, lines(lang).ten, {at: chat.now - 60_000});
      chat.conversation('team').setDraft({text: lines(lang).great});
    },
  ],
  ['scheduled', 'what waits for its time', {}, (chat, {lang}) => wait(chat, [[lines(lang).ten, 90]])],
  [
    'scheduled-failed',
    'what was refused when its time had come',
    {},
    (chat, {lang}) => wait(chat, [[lines(lang).ten, -5, 'CLOSED']]),
  ],
  ['group', 'with a button for a poll; in little room one stands for all', {conversation: 'team'}],
  ['no-attach', 'without the button for files', {noAttach: true}],
  ['readonly', 'a reason in its place', {readonly: 'Only the night shift writes here'}],
  ['disabled', 'by the host', {disabled: true}],
  ['mention', 'people after an @', {}, undefined, (box) => write(box, '@'), 320],
  ['emoji-names', 'emoji after a colon', {}, undefined, (box) => write(box, ':sm'), 320],
  [
    'commands',
    'what a / may mean',
    {
      commands: [
        {name: 'call', about: 'Start a call'},
        {name: 'gate', about: 'Open the north gate'},
      ],
    },
    undefined,
    (box) => write(box, '/'),
    320,
  ],
  [
    'bot-commands',
    'what a / may mean to the bots here',
    {commands: [{name: 'call', about: 'Start a call'}]},
    (chat) => {
      chat.person('sky', {name: 'Weather bot'});
      chat.conversation('mara').botCommands = [
        {name: 'weather', description: 'What it is like outside', usage: '<city>', bot: 'sky'},
        {name: 'forecast', description: 'The next three days, hour by hour, with wind and rain', bot: 'sky'},
      ];
    },
    (box) => write(box, '/'),
    320,
  ],
];

/** What these show a moment later. */
const late: Record<string, string> = {
  ...{mention: '.popup', 'emoji-names': '.popup', commands: '.popup', 'bot-commands': '.popup'},
  ...{files: '.attached canvas', 'file-too-large': '.note'},
};

export const composerSpecimens: Specimen[] = [
  ...states.map(
    ([state, about, over, change, after, height = 180]): Specimen => ({
      element: 'chat-composer',
      ...{state, about, height},
      make: (context) => composer(context, over, change),
      ...(after && {after}),
      late: late[state],
    }),
  ),
  ...(['later', 'later-changing'] as const).map(
    (state): Specimen => ({
      element: 'menus',
      state,
      about: state === 'later' ? 'when a message is sent, and those that wait' : 'one that waits is changed',
      height: 560,
      isModal: true,
      make: (context) =>
        composer(context, {}, (chat, {lang}) => {
          const {great, ten, long} = lines(lang);
          if (state === 'later') chat.conversation('mara').setDraft({text: great});
          wait(chat, [
            [ten, -5, 'CLOSED'],
            [long, 1_500],
          ]);
        }),
      after: async (box) => {
        const button = () => inside(box).shadowRoot?.querySelector<HTMLElement>('.later');
        while (!button()) await new Promise(requestAnimationFrame);
        button()?.click();
        if (state === 'later') return;
        for (let tries = 0; tries < 100; tries++) {
          const dialog = [...(inside(box).shadowRoot?.querySelectorAll('div') ?? [])].find(
            ({shadowRoot}) => shadowRoot,
          );
          const edit = dialog?.shadowRoot?.querySelector<HTMLElement>('li .icon-button');
          if (edit) return edit.click();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
      late: 'dialog[open] li',
    }),
  ),
  {
    element: 'menus',
    state: 'tools',
    about: 'in little room, what one button stands for',
    ...{height: 320, width: 320},
    isModal: true,
    make: (context) => composer(context, {conversation: 'team'}),
    after: async (box) => {
      const more = () => inside(box).shadowRoot?.querySelector<HTMLElement>('.more');
      while (!more()?.checkVisibility()) await new Promise(requestAnimationFrame);
      more()?.click();
    },
    late: '.menu',
  },
  {
    element: 'menus',
    state: 'emoji',
    about: 'all emoji, by kind and by name',
    height: 480,
    isModal: true,
    make: (context) => composer(context),
    after: (box) => inside(box).shadowRoot?.querySelector<HTMLElement>('.emoji')?.click(),
    late: '[part="picker"]',
  },
];
