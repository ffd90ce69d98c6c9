/** The menu that stands for the buttons of the box where there is little room. Loaded when it is first opened. */
import {openMenu} from '../internal/menu.js';
import type {Composer} from './composer-fields.js';
import '../strings/en-conversation.js';

/** What the menu offers is what the buttons would: they are pressed, unseen. */
export function openTools(host: Composer & {renderRoot: HTMLElement | DocumentFragment}, opener: HTMLElement): void {
  const root = host.renderRoot as ShadowRoot;
  const items = [...root.querySelectorAll<HTMLElement>('.tool')].map((tool) => ({
    label: tool.ariaLabel ?? '',
    icon: tool.firstElementChild?.cloneNode(true),
    act: () => tool.click(),
  }));
  openMenu(root, {opener, label: host.strings.moreActions, items});
}
