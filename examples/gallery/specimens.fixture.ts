/** Opens specimens in a browser, and looks for what must not be: errors, sideways scrolling at 320 px, what axe finds wrong. */
import {expect} from 'chai';
import '../../packages/elements/src/define.js';
import '../../packages/elements/src/chat-thread/define.js';
import '../../packages/elements/src/chat-message/define.js';
import {fakeTimers, faults} from '../../packages/elements/test/fixture.js';
import {type Options, read} from './options.js';
import type {Specimen} from './specimen.js';
import {gallery} from './specimens/all.js';
import {everything, settled, stand} from './stage.js';

/** Past every delay after which something appears: banners after 2 s, suggestions, placeholders. */
const untilAllShowsMs = 2_700;
const stepMs = 300;

/** What may be wider than its box: code and chips scroll by themselves, names end in an ellipsis, a link's host begins cut, words for the ear are hidden. */
const mayOverflow =
  'pre, .host, .filters, .groups, .ellipsis, .unseen, .announcer, textarea, input, .text.clamped .body, .quote span, .row .face';

/** Which elements stand together in a test file: each of the gallery in one. */
export const suites = {
  badInput: ['bad-input'],
  conversations: ['chat-inbox', 'chat-thread', 'chat-log'],
  dialogs: ['chat-details', 'chat-new-conversation', 'chat-message-details', 'chat-report', 'chat-keys'],
  files: ['messages-with-files', 'chat-attachment'],
  lists: ['chat-conversation-list', 'chat-composer'],
  messages: ['chat-message', 'messages-with-previews', 'chat-link-preview'],
  over: ['chat-launcher', 'menus', 'chat-forward', 'chat-poll', 'chat-remind', 'chat-go-to-date'],
  parts: [
    ...['chat-receipt', 'chat-status', 'chat-typing', 'chat-avatar', 'chat-time', 'chat-toasts', 'chat-badge'],
    ...['chat-notifications', 'chat-blocked'],
  ],
} as const;

/** One specimen in the page, until it is taken away again. */
export async function shown(specimen: Specimen, query: string): Promise<{box: HTMLElement; remove: () => void}> {
  const options: Options = read(query);
  document.documentElement.style.colorScheme = options.scheme;
  const timers = fakeTimers();
  const {box, standing} = stand(specimen, options);
  document.body.append(box);
  try {
    let stands = false;
    const standsAt = standing().then(() => {
      stands = true;
    });
    for (let past = 0; !stands || past < untilAllShowsMs; past += stepMs) {
      await Promise.race([standsAt, timers.tick(stepMs)]);
      await twoFrames();
    }
    await settled(box);
  } finally {
    timers.restore();
  }
  await twoFrames();
  return {box, remove: () => box.remove()};
}

const twoFrames = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** What is wider than the box that holds it, though it was not made to scroll sideways. */
export function tooWide(box: HTMLElement): string[] {
  const found: string[] = [];
  for (const inner of [box, ...everything(box)]) {
    if (inner.matches(mayOverflow) || inner.clientWidth === 0) continue;
    const isBound = inner === box || getComputedStyle(inner).overflowX !== 'visible';
    if (isBound && inner.scrollWidth > inner.clientWidth + 1)
      found.push(`${nameOf(inner)} holds ${inner.scrollWidth} px in ${inner.clientWidth}`);
  }
  return found;
}

export const nameOf = ({localName, className, id}: HTMLElement): string =>
  `${localName}${id && `#${id}`}${typeof className === 'string' && className && `.${className.trim().replace(/\s+/g, '.')}`}`;

/** The tests of all states of these elements. */
export function describeSpecimens(elements: readonly string[]): void {
  const style = Object.assign(document.createElement('link'), {
    rel: 'stylesheet',
    href: new URL('./gallery.css', import.meta.url).href,
  });
  const problems: string[] = [];
  const note = (event: Event): void => {
    const {message, reason, error} = event as ErrorEvent & PromiseRejectionEvent;
    problems.push(`${event.type}: ${message ?? reason ?? error}`);
  };
  const kinds = ['error', 'unhandledrejection', 'chat-error'];
  before(async () => {
    document.documentElement.classList.add('bare');
    document.head.append(style);
    await new Promise((resolve) => style.addEventListener('load', resolve));
    for (const kind of kinds) addEventListener(kind, note);
  });
  after(() => {
    style.remove();
    for (const kind of kinds) removeEventListener(kind, note);
    document.documentElement.style.colorScheme = '';
  });
  beforeEach(() => {
    problems.length = 0;
  });

  for (const element of elements) {
    const specimens = gallery.get(element);
    if (!specimens) throw new Error(`the gallery has no ${element}`);
    describe(element, () => {
      for (const specimen of specimens) {
        for (const query of ['?width=640', '?width=320&scheme=dark&lang=ar&look=flat&density=compact']) {
          it(`${specimen.state} stands without fault: ${query}`, async () => {
            const {box, remove} = await shown(specimen, query);
            try {
              expect(tooWide(box), 'sideways').to.deep.equal([]);
              expect(await faults(box, read(query).scheme), 'axe').to.deep.equal([]);
              expect(problems, 'errors').to.deep.equal([]);
            } finally {
              remove();
            }
          });
        }
      }
    });
  }
}
