/** Somebody who has no mouse: presses keys, and knows where they are by what has the focus. */
import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import type {Page} from 'playwright-core';
import {until} from '../until.js';

export type Focus = {
  /** `textbox`, `button`, `article` … */
  role: string;
  name: string;
  /** The element of ours that it is in, `row` for a row of the list. */
  host: string;
  /** What is wrong with it: lost to the page; or for somebody who sees no ring, out of the window, something over it. */
  trouble: string;
};

/** Runs in the page. */
function focusNow(): Focus {
  let element = document.activeElement as HTMLElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement as HTMLElement;
  const root = element.getRootNode() as ShadowRoot | Document;
  const words = (element.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => (id ? root.getElementById(id)?.textContent?.trim() : ''))
    .filter(Boolean)
    .join(' ');
  const label = (element as HTMLInputElement).labels?.[0]?.textContent;
  const name = element.ariaLabel || words || element.getAttribute('placeholder') || label || element.textContent || '';
  const field = element.matches('textarea, input') ? 'textbox' : element.localName;
  const box = element.matches('[type=checkbox], [type=radio]') && element.getAttribute('type');
  const role = element.getAttribute('role') ?? (box || field);
  const plain = name
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const host = element.closest('[role=row]') ? 'row' : ((root as ShadowRoot).host?.localName ?? 'page');
  return {role, name: plain, host, trouble: element === document.body ? 'is where nothing is' : troubleOf(element)};

  function troubleOf(focused: HTMLElement): string {
    const box = focused.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return 'is too small to be seen';
    if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1)
      return 'is out of the window';
    // a ring, on it or on what stands for it: a field has it on the box around
    let holder: Element | null = focused;
    let hasRing = false;
    for (let up = 0; up < 4 && holder && !hasRing; up++) {
      const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(holder);
      // `auto`: the browser's own, on what is the page's
      hasRing =
        outlineStyle === 'auto' ||
        (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) ||
        boxShadow !== 'none';
      holder = holder.parentElement ?? ((holder.getRootNode() as ShadowRoot).host as Element | undefined) ?? null;
    }
    if (!hasRing) return 'has no ring';
    // what is seen of it: somewhere along its middle it lies on top
    const y = Math.min(Math.max(box.top, 1) + 4, innerHeight - 2);
    const ys = [y, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
    for (const at of ys) {
      for (let share = 1; share < 8; share++) {
        let top = document.elementFromPoint(box.left + (box.width * share) / 8, at);
        while (top?.shadowRoot) {
          const inner = top.shadowRoot.elementFromPoint(box.left + (box.width * share) / 8, at);
          if (!inner || inner === top) break;
          top = inner;
        }
        for (let over: Node | null = top; over; over = over.parentNode ?? (over as ShadowRoot).host ?? null)
          if (over === focused) return '';
      }
    }
    return 'lies under something';
  }
}

export class Keyboard {
  readonly page: Page;
  /** What a person who sees could not follow, on the whole way. */
  readonly troubles: string[] = [];
  /** Everything that had the focus, in order. */
  readonly way: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  async focus(): Promise<Focus> {
    return this.page.evaluate(focusNow);
  }

  /** Presses keys, one after the other. Answers what has the focus then. */
  async press(...keys: string[]): Promise<Focus> {
    let now: Focus = await this.focus();
    for (const key of keys) {
      await this.page.keyboard.press(key);
      now = await this.#settled(key);
    }
    return now;
  }

  /** Types text where the focus is. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Presses `key` until the focus is where it is wanted, as somebody does who listens. */
  async to(where: string, name: RegExp, key = 'Tab', atMost = 25): Promise<Focus> {
    let pressed: string | undefined;
    for (let presses = 0; presses <= atMost; presses++) {
      const now = await this.#settled(pressed);
      if ((now.role === where || now.host === where) && name.test(now.name)) return now;
      await this.page.keyboard.press(key);
      pressed = key;
    }
    return assert.fail(
      `${key} never led to the ${where} ${name}; the way was ${this.way.slice(-atMost - 1).join(' → ')}`,
    );
  }

  /** Waits for the focus to come there, for what loads or opens first. */
  async at(role: string, name: RegExp): Promise<Focus> {
    const found = await until(
      () => this.focus(),
      (now) => now.role === role && name.test(now.name),
      `the focus is on the ${role} ${name}`,
      20_000,
    );
    this.#note(found.trouble ? await this.#settled() : found);
    return found;
  }

  /** When a key has had its effect: two frames. */
  async #settled(key = ''): Promise<Focus> {
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    let now = await this.focus();
    // a menu that opens over its button takes the focus a moment later
    // before anything had it, and past the last stop, the page has it rightly
    const isOutside = now.role === 'body' && (this.way.length === 0 || key.endsWith('Tab'));
    for (let tries = 0; now.trouble && !isOutside && tries < 20; tries++) {
      await pause(50);
      now = await this.focus();
    }
    if (!isOutside) this.#note(now);
    return now;
  }

  #note({role, name, trouble}: Focus): void {
    const what = `${role} “${name.slice(0, 60)}”`;
    if (this.way.at(-1) !== what) this.way.push(what);
    if (trouble && !this.troubles.includes(`${what} ${trouble}`)) this.troubles.push(`${what} ${trouble}`);
  }
}
