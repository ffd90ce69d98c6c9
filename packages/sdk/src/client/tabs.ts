/**
 * Which tab of a user leads: it holds the connection and drains the outbox. A Web Lock decides; it falls to the next tab when
 * the leading one is closed. A frozen leader keeps its lock and answers nobody: a visible tab that hears nothing for 5 to 6 s
 * takes it by force and raises the term (F18). None of this is needed for safety (I17), only for speed.
 */
import type {Clock} from '../base/clock.js';
import type {Connection} from '../core/view.js';
import type {RelayChannel, RelayMessage} from '../transport/relay.js';

export type TabMessage =
  | RelayMessage
  /** The leader lives; this is the state of its connection. */
  | {is: 'beat'; tab: string; term: number; visible: boolean; connection: Connection}
  /** A tab begins to follow: beat at once. */
  | {is: 'hello'}
  /** A visible tab would lead instead of a hidden one. */
  | {is: 'claim'}
  /** The outbox of a lane was changed in another tab. `sent`: what left, though the storage could not be told that it would (D7). */
  | {is: 'outbox'; lane: string; sent: readonly string[]}
  /** What is written in a conversation and not sent; none: it was sent, or taken back. */
  | {is: 'draft'; id: string; draft: unknown}
  | {is: 'connect' | 'disconnect'}
  /** The cache is of no use any more; `other`: it was of another database. */
  | {is: 'reset'; other?: boolean}
  | {is: 'logout'};

/** The part of BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

/** The part of LockManager that is used. */
export interface Locks {
  request(name: string, options: {signal?: AbortSignal; steal?: boolean}, run: () => Promise<void>): Promise<unknown>;
}

const beatMs = 2_000;
/** How often a tab that follows looks whether the leader still lives, and after how long a silence it does not: 6 s in all. */
const lookMs = 1_000;
const silentMs = 5_000;
/** A tab may die after it has stored what it writes and before it has told the others: the leading one looks into the outbox itself, every 30 s (I14). */
const beatsToLook = 15;
/** As if another tab had told it. */
const look: TabMessage = {is: 'outbox', lane: '', sent: []};

export type TabsOptions = {
  /** Lock and channel have it in common. */
  name: string;
  tab: string;
  clock: Clock;
  locks: Locks;
  channel: Channel;
  isVisible(): boolean;
  connection(): Connection;
  /** This tab leads from now on. Answers its term. */
  onLead(relay?: RelayChannel): Promise<number>;
  /** It no longer does, or another tab was taken over by force. */
  onFollow(): void;
  onMessage(message: TabMessage): void;
  report(error: unknown): void;
};

export interface Tabs {
  isLeading(): boolean;
  post(message: TabMessage): void;
  /** For the relay; missing where the tab stands alone. */
  readonly relay?: RelayChannel;
  /** Beats at once: visibility or the connection has changed. */
  beat(): void;
  start(): void;
  /** Gives the lead away, if another tab wants it, and does not ask for it until `start`. */
  stop(): void;
  close(): void;
}

export function createTabs(options: TabsOptions): Tabs {
  const {name, tab, clock, locks, channel, isVisible, report} = options;
  const listeners = new Set<(message: RelayMessage) => void>();
  let isLeading = false;
  let isStarted = false;
  let isRefused = false;
  let term = 0;
  let heardAt = 0;
  let release: (() => void) | undefined;
  let asking: AbortController | undefined;
  let stopTimer = (): void => undefined;

  let isClosed = false;

  const post = (message: TabMessage): void => {
    // an answer for another tab may come when this one is closed
    if (!isClosed) channel.postMessage(message);
  };
  const beat = (): void => {
    if (isLeading) post({is: 'beat', tab, term, visible: isVisible(), connection: options.connection()});
  };

  const relay: RelayChannel = {
    post,
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function lead(): Promise<void> {
    isLeading = true;
    // before anything takes time: or every tab that missed the last leader would take over from the next one
    beat();
    term = await options.onLead(relay);
    beat();
  }

  function follow(): void {
    if (!isLeading) return;
    isLeading = false;
    heardAt = clock.monotonic();
    options.onFollow();
    post({is: 'lost'});
  }

  function ask(steal: boolean): void {
    if (!isStarted) return;
    asking?.abort();
    const mine = (asking = new AbortController());
    const isMine = (): boolean => asking === mine;
    locks
      .request(name, steal ? {steal} : {signal: mine.signal}, async () => {
        if (!isMine()) return;
        const held = new Promise<void>((resolve) => {
          release = resolve;
        });
        await lead();
        await held;
      })
      .catch((error: unknown) => {
        if ((error as Error).name === 'AbortError') return;
        report(error);
        isRefused = true;
      })
      .then(async () => {
        if (!isMine()) return;
        release = undefined;
        // where the browser gives no locks a tab leads without one: two leaders do no harm (F20, I17)
        if (isRefused) return isLeading ? undefined : lead();
        // given back, or taken from us by force: either way, stand in line again
        follow();
        ask(false);
      })
      .catch(report);
  }

  function tick(): void {
    let lastAt = clock.monotonic();
    let beats = 0;
    const round = (): void => {
      const ms = isLeading ? beatMs : lookMs;
      stopTimer = clock.after(ms, () => {
        const now = clock.monotonic();
        // we slept ourselves: the leader may have beaten meanwhile
        if (now - lastAt > 2 * ms) heardAt = now;
        lastAt = now;
        if (isLeading) {
          beat();
          if (++beats % beatsToLook === 0) options.onMessage(look);
        } else if (isVisible() && now - heardAt > silentMs) {
          heardAt = now;
          ask(true);
        }
        round();
      });
    };
    round();
  }

  channel.onmessage = ({data}) => {
    const message = data as TabMessage;
    // what is none of ours is passed over (S39)
    if (typeof message?.is !== 'string') return;
    switch (message.is) {
      case 'beat':
        // one who was frozen, and does not know yet that its time is over
        if (message.term < term || isLeading) return;
        if (message.term > term) {
          for (const listener of listeners) listener({is: 'lost'});
          // the one before may have died with what it had yet to tell (I14)
          options.onMessage(look);
        }
        term = message.term;
        heardAt = clock.monotonic();
        if (!message.visible && isVisible()) post({is: 'claim'});
        break;
      case 'hello':
        beat();
        break;
      case 'claim':
        if (isLeading && !isVisible()) release?.();
        break;
    }
    options.onMessage(message);
    for (const listener of [...listeners]) listener(message as RelayMessage);
  };

  return {
    isLeading: () => isLeading,
    post,
    relay,
    beat,
    start() {
      if (isStarted) return;
      isStarted = true;
      heardAt = clock.monotonic();
      post({is: 'hello'});
      ask(false);
      tick();
    },
    stop() {
      if (!isStarted) return;
      isStarted = false;
      stopTimer();
      const held = release;
      asking?.abort();
      asking = undefined;
      release = undefined;
      follow();
      held?.();
    },
    close() {
      this.stop();
      isClosed = true;
      channel.onmessage = null;
      channel.close();
    },
  };
}
