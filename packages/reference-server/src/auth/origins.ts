/**
 * The web origins that may use this server, compared letter for letter (S01, S02). A browser writes its origin in lower
 * case with the port left out where it is the scheme's own, so nothing else can be equal to an entry of the list.
 */
export interface Origins {
  has(origin: string): boolean;
  add(origin: string): void;
  list(): readonly string[];
}

export function createOrigins(allowed: readonly string[] = []): Origins {
  const origins = new Set(allowed);
  return {
    has: (origin) => origins.has(origin),
    add: (origin) => void origins.add(origin),
    list: () => [...origins],
  };
}
