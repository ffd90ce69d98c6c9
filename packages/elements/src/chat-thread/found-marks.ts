/**
 * Marks what a search has found in the messages of a log, by the highlights of CSS: not a node of a message is another one for it, and nothing
 * moves. Where a browser has none, the message that was gone to is all that stands out.
 */
import type {FoundMessage} from '@parlor/sdk';
import {css} from 'lit';
import type {ChatLog} from '../chat-log/chat-log.js';
import {adopt} from '../internal/adopt.js';

const name = 'parlor-found';

/** One for all searches of the page. */
const highlight = (): Highlight | undefined => {
  if (!globalThis.CSS?.highlights) return undefined;
  const there = CSS.highlights.get(name) ?? new Highlight();
  CSS.highlights.set(name, there);
  return there;
};

export class FoundMarks {
  #ranges: Range[] = [];

  /** What is marked from now on: in the messages that are drawn, by the id of each. */
  show(log: ChatLog | null, found: ReadonlyMap<string, FoundMessage>): void {
    const all = highlight();
    for (const range of this.#ranges) all?.delete(range);
    this.#ranges = [];
    if (!all || !found.size) return;
    for (const row of log?.renderRoot.querySelectorAll('chat-message') ?? []) {
      const hit = found.get(row.message?.id ?? '');
      const body = row.renderRoot.querySelector('#body');
      if (!hit || !body || row.message?.content.text !== hit.text) continue;
      adopt(row.renderRoot as ShadowRoot, styles);
      this.#ranges.push(...rangesOf(body, hit));
    }
    for (const range of this.#ranges) all.add(range);
  }
}

/** Where the found places of a text stand in its nodes. What is drawn beside the text, as the host of a link, is none of it. */
export function rangesOf(body: Node, {text, found}: Pick<FoundMessage, 'text' | 'found'>): Range[] {
  const ranges: Range[] = [];
  const nodes = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = nodes.nextNode() as Text | null; node; node = nodes.nextNode() as Text | null) {
    const from = node.data ? text.indexOf(node.data, at) : -1;
    // only breaks of lines around blocks are left out
    if (from < 0 || text.slice(at, from).trim()) continue;
    const to = from + node.data.length;
    for (const {start, end} of found) {
      if (start >= to || end <= from) continue;
      const range = new Range();
      range.setStart(node, Math.max(start, from) - from);
      range.setEnd(node, Math.min(end, to) - from);
      ranges.push(range);
    }
    at = to;
  }
  return ranges;
}

const styles = css`
  ::highlight(parlor-found) {
    background-color: var(--_mention, Mark);
    color: var(--_text, MarkText);
    text-decoration: underline 2px;
  }
`;
