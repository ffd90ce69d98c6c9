/**
 * Web Push for the page's service worker: shows what comes, and opens the conversation when it is clicked. An entry of its own,
 * `@parlor/sdk/push-worker`, that imports nothing, for a worker is loaded anew for each notice.
 */

/** What the server sends. Which of it is there, the server's preview decides. */
export type PushNotice = {
  type: string;
  tag: string;
  at: number;
  conversation: string;
  unread: number;
  mentions: number;
  /** Conversations with something unread. */
  badge: number;
  direct?: boolean;
  title?: string;
  sender?: {user: string; name: string};
  text?: string;
  files?: number;
  /** It is a poll, and the text its question. */
  poll?: boolean;
};

/** What the server sends of what your backend told somebody and nobody said: the newest that is not read. Which of it is there, the preview decides. */
export type PushedNotification = {
  type: 'notification';
  tag: string;
  at: number;
  /** How many are not read. */
  unread: number;
  badge: number;
  id?: string;
  kind?: string;
  title?: string;
  body?: string;
  link?: string;
  /** Of a reminder that the person asked for: which message. Its title is in English, and its body whose it is and how it begins. */
  about?: {conversation: string; message: string};
  actor?: {user: string; name: string};
};

export type ShowOptions = {
  /** The page on which a conversation is read. A page that is open already is told instead of loaded (`message`). */
  pageFor(notice: Pick<PushNotice, 'conversation'>): string;
  icon?: string;
  /** In your words and language; what is left out is in English, as `describe` has it. */
  describe?(notice: PushNotice): {title: string; body: string};
  /** The page that a notification leads to: its link, if you say nothing else, or the first page of the site where it has none. */
  pageForNotification?(notice: Pick<PushedNotification, 'id' | 'kind' | 'link'>): string;
  /** In your words; what is left out is in English, as `describeNotification` has it. */
  describeNotification?(notice: PushedNotification): {title: string; body: string};
};

/** What an open page hears, by `navigator.serviceWorker.onmessage`, when a notice is clicked. */
export type OpenMessage =
  | {type: 'parlor-open'; conversation: string; message?: string}
  | {type: 'parlor-open-notification'; id?: string; link?: string};

/** A title and a line, in English. */
export function describe({title, sender, direct, text, files = 0, poll, unread}: PushNotice): {
  title: string;
  body: string;
} {
  const more = unread > 1 ? `${unread} new messages` : 'New message';
  if (!sender) return {title: more, body: ''};
  const said = poll ? `Poll: ${text}` : text;
  const words = text === undefined ? more : said || (files > 1 ? `${files} files` : 'A file');
  if (direct || title === undefined) return {title: sender.name, body: words};
  return {title, body: text === undefined ? `${more} from ${sender.name}` : `${sender.name}: ${words}`};
}

/** A title and a line, in English. */
export function describeNotification({title, body, actor, unread}: PushedNotification): {title: string; body: string} {
  if (title === undefined) return {title: unread > 1 ? `${unread} notifications` : 'Notification', body: ''};
  return {title: actor ? `${actor.name} ${title}` : title, body: body ?? ''};
}

type Data = Pick<PushNotice, 'conversation'> & {message?: string};
type OfNotification = Pick<PushedNotification, 'id' | 'kind' | 'link'>;
/** With what a notice was shown, for its click. */
type Kept = Data | {notification: OfNotification};

/** What is used of a service worker's `self`; the types of pages and of workers do not go together. */
export interface PushScope {
  readonly location: {readonly href: string};
  readonly navigator: {setAppBadge?(count: number): Promise<void>};
  readonly registration: Pick<ServiceWorkerRegistration, 'showNotification'>;
  readonly clients: {
    matchAll(options: {type: 'window'; includeUncontrolled: boolean}): Promise<readonly OpenPage[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'push', listener: (event: Waiting & {readonly data: {json(): unknown} | null}) => void): void;
  addEventListener(
    type: 'notificationclick',
    listener: (event: Waiting & {readonly notification: Pick<Notification, 'close' | 'data'>}) => void,
  ): void;
}
interface OpenPage {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
type Waiting = {waitUntil(done: Promise<unknown>): void};

/** To be called once, as the worker is loaded: `showPushes(self, {pageFor: …})`. */
export function showPushes(worker: PushScope, options: ShowOptions): void {
  const {pageFor, icon} = options;

  async function show(notice: PushNotice | PushedNotification): Promise<void> {
    const {tag, at, badge} = notice;
    const [{title, body}, data] = isNotification(notice)
      ? [(options.describeNotification ?? describeNotification)(notice), keptOf(notice)]
      : [(options.describe ?? describe)(notice), {conversation: notice.conversation}];
    // a newer one of the conversation takes the place of the one before, and is heard all the same
    const shown = {tag, renotify: true, timestamp: at, body, data, ...(icon !== undefined && {icon})};
    await worker.registration.showNotification(title, shown);
    // not every browser has one, and none needs it
    await worker.navigator.setAppBadge?.(badge).catch(() => undefined);
  }

  async function open(page: string, message: OpenMessage): Promise<void> {
    const pages = await worker.clients.matchAll({type: 'window', includeUncontrolled: true});
    const address = new URL(page, worker.location.href).href;
    const {origin, pathname} = new URL(address);
    // the page that is looked at, or one on which the conversation is read
    const isThere = ({url}: OpenPage): boolean => new URL(url).origin === origin && new URL(url).pathname === pathname;
    const there = pages.find((one) => isThere(one) && one.visibilityState === 'visible') ?? pages.find(isThere);
    if (!there) return void (await worker.clients.openWindow(address));
    await there.focus();
    there.postMessage(message);
  }

  worker.addEventListener('push', (event) => {
    const notice = read(event.data);
    if (notice) event.waitUntil(show(notice));
  });
  worker.addEventListener('notificationclick', (event) => {
    const data = event.notification.data as Partial<Data & {notification: OfNotification}> | null;
    if (typeof data?.conversation === 'string') {
      const {conversation, message} = data;
      event.notification.close();
      const told = {type: 'parlor-open' as const, conversation, ...(message !== undefined && {message})};
      event.waitUntil(open(pageFor({conversation}), told));
    } else if (typeof data?.notification === 'object') {
      const {notification} = data;
      const {id, link} = notification;
      const page = options.pageForNotification?.(notification) ?? link ?? '/';
      event.notification.close();
      event.waitUntil(
        open(page, {
          type: 'parlor-open-notification',
          ...(id !== undefined && {id}),
          ...(link !== undefined && {link}),
        }),
      );
    }
    // else a notice that something else of this worker showed
  });
}

const isNotification = (notice: PushNotice | PushedNotification): notice is PushedNotification =>
  notice.type === 'notification';

const keptOf = ({id, kind, link, about}: PushedNotification): Kept =>
  about ?? {
    notification: {...(id !== undefined && {id}), ...(kind !== undefined && {kind}), ...(link !== undefined && {link})},
  };

/** Nothing for what is no notice of the server's. */
function read(data: {json(): unknown} | null): PushNotice | PushedNotification | undefined {
  try {
    const notice = data?.json() as PushNotice | PushedNotification;
    if (isNotification(notice)) return typeof notice.tag === 'string' ? notice : undefined;
    return notice.type === 'message' && typeof notice.conversation === 'string' ? notice : undefined;
  } catch {
    return undefined;
  }
}
