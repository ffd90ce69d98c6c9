/** What the page around us goes through. In Node nothing of it exists, and the page counts as visible and online. */
export type PageEvent = 'online' | 'offline' | 'visible' | 'hidden' | 'suspend' | 'resume';

export interface Page {
  isVisible(): boolean;
  isOnline(): boolean;
  /** Whether the browser asks before the page goes: something would be lost with it. */
  guard(isNeeded: boolean): void;
  /** Returns how to stop. */
  listen(listener: (event: PageEvent) => void): () => void;
}

const askFirst = (event: Event): void => event.preventDefault();

export const browserPage: Page = {
  isVisible: () => globalThis.document?.visibilityState !== 'hidden',
  isOnline: () => globalThis.navigator?.onLine !== false,
  guard(isNeeded) {
    // there only while it is needed: it may keep a page out of the cache for the back button
    if (isNeeded) globalThis.addEventListener?.('beforeunload', askFirst);
    else globalThis.removeEventListener?.('beforeunload', askFirst);
  },
  listen(listener) {
    const {document} = globalThis;
    if (!document) return () => {};
    const stop = new AbortController();
    const on = (target: EventTarget, name: string, means: (event: Event) => PageEvent | undefined): void =>
      target.addEventListener(
        name,
        (event) => {
          const meant = means(event);
          if (meant) listener(meant);
        },
        {signal: stop.signal},
      );
    on(globalThis, 'online', () => 'online');
    on(globalThis, 'offline', () => 'offline');
    on(document, 'visibilitychange', () => (document.visibilityState === 'hidden' ? 'hidden' : 'visible'));
    // a frozen page, or one kept for the back button, holds neither the connection nor the lock (F17, F18)
    on(document, 'freeze', () => 'suspend');
    on(globalThis, 'pagehide', () => 'suspend');
    on(document, 'resume', () => 'resume');
    on(globalThis, 'pageshow', (event) => ((event as PageTransitionEvent).persisted ? 'resume' : undefined));
    return () => stop.abort();
  },
};
