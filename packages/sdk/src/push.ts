/**
 * Web Push for the page: subscribes this browser, so that the server tells it what its person misses while no page is open. An entry of
 * its own, `@parlor/sdk/push`: it asks the server by plain requests, with or without a chat on the page.
 */
import {ChatError} from './core/failure.js';
import type {Failure} from './protocol/failure.js';

/** Each day between these two times (`22:00`), by the clock of this time zone (`Europe/Berlin`), nothing is pushed. */
export type QuietHours = {from: string; to: string; zone: string};

/**
 * `unsupported`: this browser has no push (an iPhone has it only for apps on the home screen). `unavailable`: the server pushes nothing. `denied`: the person
 * said no, and only they can take that back, in the browser's settings. `off`, `on`: whether this browser is subscribed.
 */
export type PushState = 'unsupported' | 'unavailable' | 'denied' | 'off' | 'on';

export type PushOptions = {
  /** The server's address, as for `createChat`. */
  url: string;
  /** As for `createChat`. */
  getToken: (request: {reason: 'connect' | 'renew' | 'rejected'; signal: AbortSignal}) => Promise<string> | string;
  /** The page's service worker, which imports `@parlor/sdk/push-worker`; else the one that is ready. */
  registration?: ServiceWorkerRegistration;
};

export interface Push {
  /** How it stands; asks nobody but the browser and the server. Where it is on, the server is told again, and with a key of its own that has changed the browser subscribes anew. */
  state(): Promise<PushState>;
  /**
   * Asks the person, if they were not asked yet, so call it in a click, and subscribes. Answers how it stands then.
   * @throws {ChatError} OFFLINE where the server or the push service is out of reach, and what the server says
   */
  subscribe(): Promise<PushState>;
  /** Ends it here and on the server. `logout` of the chat does so by itself, where the subscription is that of the page's own service worker. */
  unsubscribe(): Promise<void>;
  /** @throws {ChatError} OFFLINE … */
  quietHours(): Promise<QuietHours | undefined>;
  /** @throws {ChatError} SCHEMA for hours that end when they begin, or a zone that is none; OFFLINE … */
  setQuietHours(quiet: QuietHours | undefined): Promise<void>;
}

type Described = {key?: string; quiet?: QuietHours; subscriptions: {id: string}[]};

export function createPush({url, getToken, registration}: PushOptions): Push {
  const base = `${url.replace(/\/$/, '')}/v1/me/push`;

  async function ask<Answer>(method: string, path = '', body?: object): Promise<Answer> {
    const {signal} = new AbortController();
    const token = await getToken({reason: 'connect', signal});
    const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(base + path, {method, headers, ...(body && {body: JSON.stringify(body)})});
      answer = await response.json();
    } catch (cause) {
      throw new ChatError('OFFLINE', {cause});
    }
    if (response.ok) return answer as Answer;
    throw (answer as Failure | null)?.ok === false ? ChatError.from(answer as Failure) : new ChatError('UNAVAILABLE');
  }

  const worker = async (): Promise<ServiceWorkerRegistration | undefined> =>
    registration ?? (await navigator.serviceWorker.getRegistration());
  const isSupported = (): boolean =>
    'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;

  /** Makes the browser's subscription, or takes the one there is, and tells the server of it. */
  async function begin(ready: ServiceWorkerRegistration, key: string): Promise<void> {
    const {pushManager} = ready;
    let subscription = await pushManager.getSubscription();
    if (subscription && keyOf(subscription) !== key) {
      await subscription.unsubscribe();
      subscription = null;
    }
    try {
      subscription ??= await pushManager.subscribe({userVisibleOnly: true, applicationServerKey: key});
    } catch (cause) {
      throw new ChatError('OFFLINE', {detail: 'the push service does not answer', cause});
    }
    const {endpoint, keys = {}} = subscription.toJSON();
    const {id} = await ask<{id: string}>('POST', '', {endpoint, keys: {p256dh: keys['p256dh'], auth: keys['auth']}});
    remember(id);
  }

  return {
    async state() {
      if (!isSupported()) return 'unsupported';
      const {key} = await ask<Described>('GET');
      if (key === undefined) return 'unavailable';
      if (Notification.permission === 'denied') return 'denied';
      const ready = await worker();
      if (!ready || !(await ready.pushManager.getSubscription())) return 'off';
      await begin(ready, key);
      return 'on';
    },
    async subscribe() {
      if (!isSupported()) return 'unsupported';
      // first: behind a wait some browsers no longer count the click
      const permission = await Notification.requestPermission();
      if (permission !== 'granted') return permission === 'denied' ? 'denied' : 'off';
      const {key} = await ask<Described>('GET');
      if (key === undefined) return 'unavailable';
      await begin(registration ?? (await navigator.serviceWorker.ready), key);
      return 'on';
    },
    async unsubscribe() {
      if (!isSupported()) return;
      const subscription = await (await worker())?.pushManager.getSubscription();
      // here first: then nothing comes, whether or not the server hears of it, and the push service tells it the next time
      await subscription?.unsubscribe();
      const id = remembered();
      if (id !== undefined) await ask('DELETE', `/${id}`);
      remember(undefined);
    },
    async quietHours() {
      return (await ask<Described>('GET')).quiet;
    },
    async setQuietHours(quiet) {
      await ask('PUT', '/quiet', {quiet: quiet ?? null});
    },
  };
}

/** By which the server knows this browser. */
const place = 'parlor-push';

function remember(id: string | undefined): void {
  try {
    if (id === undefined) localStorage.removeItem(place);
    else localStorage.setItem(place, id);
  } catch {
    // without a storage the push service tells the server that the subscription is gone
  }
}

function remembered(): string | undefined {
  try {
    return localStorage.getItem(place) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What it was made with, as the server writes it. */
function keyOf({options: {applicationServerKey}}: PushSubscription): string | undefined {
  if (!applicationServerKey) return undefined;
  return btoa(String.fromCharCode(...new Uint8Array(applicationServerKey)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
