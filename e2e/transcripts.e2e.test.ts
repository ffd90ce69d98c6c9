/** What assistive technology is given: the accessibility trees of the main states, kept as text in e2e/transcripts. */
import {after, before, test} from 'node:test';
import {openGallery} from './gallery.js';
import {compare} from './kit/transcript.js';
import {Tree} from './kit/tree.js';

let gallery: Awaited<ReturnType<typeof openGallery>>;

before(async () => {
  gallery = await openGallery();
});
after(() => gallery?.[Symbol.asyncDispose]());

const dialogs = [
  ...['chat-details&state=owner', 'chat-details&state=leaving', 'chat-details&state=member-menu'],
  ...[
    'chat-details&state=blocked',
    'chat-details&state=blocking',
    'chat-report&state=message',
    'chat-report&state=sent',
  ],
  ...['chat-new-conversation&state=found', 'chat-new-conversation&state=blocking', 'chat-blocked&state=dialog'],
  ...['chat-message-details&state=read', 'chat-keys&state=all'],
  ...['chat-forward&state=empty', 'chat-forward&state=chosen', 'chat-poll&state=empty', 'chat-poll&state=refused'],
  ...['chat-remind&state=empty', 'chat-remind&state=some', 'chat-go-to-date&state=day', 'menus&state=pinned'],
  ...['menus&state=later', 'menus&state=later-changing', 'menus&state=clear-question'],
];
const menus = [
  'menus&state=conversation',
  'menus&state=message',
  'menus&state=own-message',
  'menus&state=delete-question',
  'menus&state=emoji',
  'menus&state=reactions',
  'menus&state=any-reaction',
  'menus&state=own-preview',
  'menus&state=tools',
];
const parts = ['receipt', 'status', 'typing', 'toasts', 'badge', 'avatar', 'time'].map((name) => `chat-${name}`);
/** By the name of the file: what it shows, by address in the gallery. */
const transcripts: Record<string, {addresses: string[]; isOver?: true; rules: string}> = {
  inbox: {addresses: ['chat-inbox'], rules: 'UX-R1, UX-R2, UX-S1b, UX-S2, UX-S3'},
  list: {addresses: ['chat-conversation-list'], rules: 'UX-R1, UX-S2, UX-S3'},
  log: {addresses: ['chat-log'], rules: 'UX-R2'},
  message: {addresses: ['chat-message'], rules: 'UX-R3, UX-M1a, WCAG 1.3.1'},
  files: {addresses: ['messages-with-files', 'chat-attachment'], rules: 'UX-M15, UX-M17, WCAG 1.1.1'},
  viewer: {addresses: ['menus&state=picture-large'], isOver: true, rules: 'UX-M15, UX-R7, WCAG 1.1.1'},
  previews: {addresses: ['messages-with-previews'], rules: 'UX-M21'},
  thread: {addresses: ['chat-thread'], rules: 'UX-R2, UX-R4, UX-C16b'},
  composer: {addresses: ['chat-composer'], rules: 'UX-R4'},
  menus: {addresses: menus, isOver: true, rules: 'UX-R6'},
  dialogs: {addresses: dialogs, isOver: true, rules: 'UX-R7'},
  notifications: {addresses: ['chat-notifications'], rules: 'UX-N6a, UX-N6e'},
  blocked: {addresses: ['chat-blocked'], rules: 'UX-N7a, UX-N7b, UX-N7d'},
  parts: {addresses: parts, rules: 'UX-M1a, UX-S1b'},
  launcher: {addresses: ['chat-launcher&state=closed', 'chat-launcher&state=open'], rules: 'UX-R5'},
};

for (const [name, {addresses, isOver, rules}] of Object.entries(transcripts)) {
  test(`the tree of ${name} is as it was read and found right (${rules}, WCAG 4.1.2)`, async () => {
    const shown: string[] = [];
    for (const address of addresses) {
      await using here = await gallery.open(`?element=${address}`, {reducedMotion: 'reduce'});
      const tree = await Tree.of(here.page);
      for (const section of await here.page.$$('#stage > section')) {
        const title = (await (await section.$('h2'))?.textContent()) ?? '';
        // what lies over the page is all that counts then; else the section, without the gallery's own title
        const nodes = isOver
          ? tree.find(['menu', 'dialog', 'alertdialog'])
          : (await tree.within(here.page, section)).flatMap((node) => tree.childrenOf(node)).slice(1);
        shown.push([`── ${title.trim()}`, ...tree.lines(nodes)].join('\n'));
      }
    }
    compare(name, `${shown.join('\n\n')}\n`);
  });
}
