/** What the gallery's address says: which specimen, and how it is to be shown. Pure. */

export const schemes = ['light', 'dark'] as const;
export const directions = ['auto', 'ltr', 'rtl'] as const;
export const looks = ['bubbles', 'flat'] as const;
export const densities = ['comfortable', 'compact'] as const;
export const widths = ['full', '320', '360', '640', '960'] as const;
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja', 'zh', 'ko', 'ar', 'he', 'hi', 'ru'] as const;
/** `none` is how the elements look by themselves; each other one is a file in `themes/`. */
export const themes = ['none', 'harbour', 'orchard', 'terminal', 'ink'] as const;

const choices = {
  theme: themes,
  scheme: schemes,
  dir: directions,
  width: widths,
  look: looks,
  density: densities,
  lang: languages,
};
type Choices = typeof choices;

export type Options = {[Name in keyof Choices]: Choices[Name][number]} & {
  /** Left out: the table of contents. */
  element?: string;
  /** Left out: every state of the element. */
  state?: string;
  /** Nothing but the specimen: no controls, no titles. */
  bare: boolean;
};

/** The options of an address; what it does not say, or says wrongly, is the first choice. */
export function read(query: string): Options {
  const given = new URLSearchParams(query);
  const chosen = Object.fromEntries(
    Object.entries(choices).map(([name, all]) => [
      name,
      (all as readonly string[]).find((one) => one === given.get(name)) ?? all[0],
    ]),
  ) as {[Name in keyof Choices]: Choices[Name][number]};
  const element = given.get('element');
  const state = given.get('state');
  return {...chosen, ...(element && {element}), ...(element && state && {state}), bare: given.has('bare')};
}

/** The address for these options, as short as can be. */
export function write({element, state, bare, ...chosen}: Options): string {
  const query = new URLSearchParams();
  if (element) query.set('element', element);
  if (element && state) query.set('state', state);
  for (const [name, all] of Object.entries(choices)) {
    const value = chosen[name as keyof Choices];
    if (value !== all[0]) query.set(name, value);
  }
  if (bare) query.set('bare', '');
  return `?${query}`;
}

/** For the controls: every choice there is. */
export const controls = Object.entries(choices) as [keyof Choices, readonly string[]][];
