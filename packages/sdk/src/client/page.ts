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
    if (!globalThis.document) return () => {};
    const stop = new AbortController();
    const heard = (event: Event): void => {
      const meant = meaningOf(event);
      if (meant) listener(meant);
    };
    // on their way to the document the window hears of them all
    for (const name of pageEvents) addEventListener(name, heard, {capture: true, signal: stop.signal});
    return () => stop.abort();
  },
};

const pageEvents = ['online', 'offline', 'visibilitychange', 'freeze', 'resume', 'pagehide', 'pageshow'];

/** A frozen page, or one kept for the back button, holds neither the connection nor the lock (F17, F18). */
function meaningOf(event: Event): PageEvent | undefined {
  const {type} = event;
  if (type === 'visibilitychange') return browserPage.isVisible() ? 'visible' : 'hidden';
  if (type === 'pageshow') return (event as PageTransitionEvent).persisted ? 'resume' : undefined;
  return type === 'freeze' || type === 'pagehide' ? 'suspend' : (type as PageEvent);
}
