/**
 * The web origins that may use this server, compared letter for letter (S01, S02). A browser writes its origin in lower
 * case with the port left out where it is the scheme's own, so nothing else can be equal to an entry of the list.
 */
export interface Origins {
  has(origin: string): boolean;
  add(origin: string): void;
  list(): readonly string[];
}

/**
 * Whether a request comes from a page that may use this server. A browser leaves the origin out where a page asks its own
 * server with GET, as polling does; then it says so in a header that no script can set, or, over plain HTTP, names the page it comes from.
 */
export function comesFromPage(header: (name: string) => string | undefined, origins: Origins): boolean {
  const origin = header('origin');
  if (origin !== undefined) return origins.has(origin);
  const site = header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const page = header('referer');
  return page !== undefined && URL.canParse(page) && origins.has(new URL(page).origin);
}

export function createOrigins(allowed: readonly string[] = []): Origins {
  const origins = new Set(allowed);
  return {
    has: (origin) => origins.has(origin),
    add: (origin) => void origins.add(origin),
    list: () => [...origins],
  };
}
