/** How browser tests of elements arrange things: put them in the page, press keys, look for accessibility faults. */
// a script, not a module: it puts `axe` into the window
import 'axe-core';
import type Axe from 'axe-core';
import type {LitElement} from 'lit';

const {axe} = globalThis as unknown as {axe: typeof Axe};
const mounted: Element[] = [];

/** Puts an element into the page, in a box of that size, and waits for its first rendering. */
export async function mount<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  {width = 900, height = 600}: {width?: number; height?: number} = {},
): Promise<HTMLElementTagNameMap[Tag]> {
  const box = document.createElement('div');
  box.style.cssText = `inline-size:${width}px;block-size:${height}px;position:relative`;
  const element = Object.assign(document.createElement(tag), properties);
  box.append(element);
  document.body.append(box);
  mounted.push(box);
  await settled(element);
  return element;
}

/** Removes all that was mounted: `afterEach(unmountAll)`. */
export function unmountAll(): void {
  for (const element of mounted.splice(0)) element.remove();
  document.documentElement.style.colorScheme = '';
}

/** When the element and the elements of ours inside it have rendered. */
export async function settled(element: Element): Promise<void> {
  await (element as LitElement).updateComplete;
  for (const inner of element.shadowRoot?.querySelectorAll('*') ?? []) {
    if (inner.localName.startsWith('chat-')) {
      await customElements.whenDefined(inner.localName);
      await settled(inner);
    }
  }
  await (element as LitElement).updateComplete;
}

/** The first fit of `selectors`, each looked up in the shadow root of the one before. */
export function inside(element: Element, ...selectors: string[]): HTMLElement {
  let found: Element = element;
  for (const selector of selectors) {
    const next = (found.shadowRoot ?? found).querySelector(selector);
    if (!next) throw new Error(`${selector} is not in ${found.localName}`);
    found = next;
  }
  return found as HTMLElement;
}

/** Whether something in the element's shadow root fits. Compare this, not nodes: a failing test cannot print those. */
export function has(element: Element, selector: string): boolean {
  return element.shadowRoot?.querySelector(selector) != null;
}

/** The element that has the focus, through all shadow roots. */
export function focused(): Element | null {
  let {activeElement} = document;
  while (activeElement?.shadowRoot?.activeElement) ({activeElement} = activeElement.shadowRoot);
  return activeElement;
}

/** Presses a key where the focus is. Answers whether the page may go on with it. */
export function press(key: string, options: KeyboardEventInit & {keyCode?: number} = {}): boolean {
  const event = new KeyboardEvent('keydown', {key, bubbles: true, composed: true, cancelable: true, ...options});
  return (focused() ?? document.body).dispatchEvent(event);
}

/** Types text into a field as a user does, letter after letter. */
export function type(field: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  field.focus();
  for (const letter of text) {
    press(letter);
    field.setRangeText(letter, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    field.dispatchEvent(
      new InputEvent('input', {bubbles: true, composed: true, data: letter, inputType: 'insertText'}),
    );
  }
}

// a page in the background has no frames, and fake timers do not run by themselves
const {setTimeout: realTimeout} = globalThis;
const realTime = performance.now.bind(performance);

/** Waits until `condition` gives something true, for code that loads on demand; fails after five seconds. */
export async function until<Value>(
  condition: () => Value | undefined | null | false,
  what = String(condition),
): Promise<Value> {
  const end = realTime() + 5_000;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (realTime() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => realTimeout(resolve, 5));
  }
}

/** What axe finds wrong with the element, one line each, in the given scheme. */
export async function faults(element: Element, scheme: 'light' | 'dark' = 'light'): Promise<string[]> {
  document.documentElement.style.colorScheme = scheme;
  document.body.style.background = 'Canvas';
  for (const animation of animations(element)) animation.cancel();
  const {violations} = await axe.run(element, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // a fixture is no page: it has no landmarks and no level-one heading
    rules: {region: {enabled: false}, 'page-has-heading-one': {enabled: false}},
  });
  return violations.flatMap(({id, nodes}) =>
    nodes.map(({target, failureSummary}) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

/** What moves or changes colour in the element and beside it, shadow roots included. */
function animations(element: Element): Animation[] {
  getComputedStyle(element).color;
  const roots = [element.getRootNode() as Document | ShadowRoot];
  const walk = (inner: Element) => {
    if (inner.shadowRoot) roots.push(inner.shadowRoot);
    for (const child of (inner.shadowRoot ?? inner).querySelectorAll('*')) if (child.shadowRoot) walk(child);
    for (const child of inner.querySelectorAll('*')) if (child.shadowRoot) walk(child);
  };
  walk(element);
  return roots.flatMap((root) => root.getAnimations());
}

/** Text without the characters that isolate a name's direction from the sentence around it (UX-M14). */
export const plain = (text: string | null | undefined): string => (text ?? '').replace(/[\u2068\u2069]/g, '');

/** The accessible name of an element, as a screen reader gets it. */
export function spokenName(element: Element): string {
  const {axe: runner} = globalThis as unknown as {
    axe: {
      setup: (root: Element) => void;
      teardown: () => void;
      commons: {text: {accessibleText: (element: Element) => string}};
    };
  };
  runner.setup(document.body);
  const name = runner.commons.text.accessibleText(element);
  runner.teardown();
  return plain(name).replace(/ ,/g, ',').replace(/(, )+/g, ', ');
}

/**
 * Timers that run only when told: `tick(ms)`. Stands in for setTimeout and performance.now until `restore`; promises and
 * frames go on as ever.
 */
export function fakeTimers(): {tick: (ms: number) => Promise<void>; restore: () => void} {
  const {setTimeout, clearTimeout} = globalThis;
  const realNow = performance.now;
  const waiting = new Map<number, {at: number; run: () => void}>();
  let time = performance.now();
  let ids = 1_000_000;
  const fakeSet = (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): number => {
    ids += 1;
    waiting.set(ids, {at: time + ms, run: () => run(...given)});
    return ids;
  };
  Object.assign(globalThis, {setTimeout: fakeSet, clearTimeout: (id: number) => waiting.delete(id)});
  performance.now = () => time;
  const rest = () => new Promise<void>((resolve) => setTimeout(resolve));
  return {
    async tick(ms) {
      const end = time + ms;
      await rest();
      for (;;) {
        const [next] = [...waiting].filter(([, {at}]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        waiting.delete(next[0]);
        time = Math.max(time, next[1].at);
        next[1].run();
        await rest();
      }
      time = end;
      await rest();
    },
    restore() {
      Object.assign(globalThis, {setTimeout, clearTimeout});
      performance.now = realNow;
    },
  };
}

/** All events of these types that reach the document, oldest first. */
export function listen<Type extends keyof HTMLElementEventMap>(...types: Type[]): HTMLElementEventMap[Type][] {
  const heard: HTMLElementEventMap[Type][] = [];
  for (const type of types) document.addEventListener(type, (event) => heard.push(event as HTMLElementEventMap[Type]));
  return heard;
}

/** The spoken lines from now on, in order: what is told to `ariaNotify`, or appears in a live region where there is none. */
export function ear(): {lines: string[]; stop: () => void} {
  const lines: string[] = [];
  const prototype = Element.prototype as Element & {ariaNotify?: (text: string) => void};
  const {ariaNotify} = prototype;
  prototype.ariaNotify = (text) => lines.push(text);
  return {
    lines,
    stop() {
      if (ariaNotify) prototype.ariaNotify = ariaNotify;
      else delete prototype.ariaNotify;
    },
  };
}
