/** Text selected across messages: what is copied (UX-L14), and which rows have to stay in the page for it. */
import type {Message} from '@parlor/sdk';
import type {ChatMessage} from '../chat-message/chat-message.js';
import {fullTime} from '../chat-time/format.js';
import type {ChatSettings} from '../internal/client-context.js';

/** Not more rows than this are kept in the page for a selection. */
const mostRows = 200;

type Chosen = {row: ChatMessage; text: string};

/** The messages that a selection reaches over, two at least, with what of their text is in it. */
export function selectedMessages(root: ShadowRoot): Chosen[] {
  const selection = document.getSelection();
  if (!selection?.rangeCount) return [];
  const rows = [...root.querySelectorAll('chat-message')];
  const shadowRoots = [root, ...rows.flatMap(({shadowRoot}) => shadowRoot ?? [])];
  const [range] = selection.getComposedRanges({shadowRoots});
  // Firefox calls what reaches over several shadow roots a caret: only this range tells.
  if (!range || range.collapsed) return [];
  const first = rows.indexOf(rowAt(range.startContainer, rows, 'after') as ChatMessage);
  const last = rows.indexOf(rowAt(range.endContainer, rows, 'before') as ChatMessage);
  if (first < 0 || last <= first) return [];
  return rows.slice(first, last + 1).map((row, i) => {
    const body = row.shadowRoot?.querySelector('.body');
    const part = document.createRange();
    let text = row.plainText;
    if (body) {
      part.selectNodeContents(body);
      if (i === 0 && body.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
      if (i === last - first && body.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
      if (part.startOffset > 0 || body.contains(part.startContainer)) text = cut(body, part) ?? text;
    }
    return {row, text};
  });
}

/** The part of a message, where it is only a part. */
function cut(body: Element, part: Range): string | undefined {
  const whole = document.createRange();
  whole.selectNodeContents(body);
  const text = part.toString();
  return text === whole.toString() ? undefined : text;
}

/** The message a place lies in, or, where it lies between messages, the next one in a direction. */
function rowAt(place: Node, rows: readonly ChatMessage[], direction: 'after' | 'before'): ChatMessage | undefined {
  const root = place.getRootNode();
  const inside = root instanceof ShadowRoot ? rows.find((row) => row === root.host) : undefined;
  if (inside) return inside;
  const wanted = direction === 'after' ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const lies = (row: ChatMessage): boolean => row.contains(place) || (place.compareDocumentPosition(row) & wanted) > 0;
  return direction === 'after' ? rows.find(lies) : rows.findLast(lies);
}

/** The keys of the rows that must not leave the page. */
export const selectedKeys = (root: ShadowRoot): string[] =>
  selectedMessages(root)
    .slice(-mostRows)
    .flatMap(({row}) => row.message?.id ?? []);

/** Messages, each with what is to be copied of it, with who wrote them and when. */
export function asClipboard(
  chosen: readonly {message: Message; text: string}[],
  settings: ChatSettings,
  nameOf: (user: string) => string,
): {text: string; html: string} {
  const out = document.createElement('div');
  const lines: string[] = [];
  for (const {message, text} of chosen) {
    const {at, sender, own, content} = message;
    const head =
      content.kind === 'system'
        ? fullTime(at, settings)
        : `${own ? settings.strings.you : nameOf(sender)}, ${fullTime(at, settings)}`;
    lines.push(`${head}\n${text}`);
    const block = document.createElement('p');
    const name = document.createElement('b');
    name.textContent = head;
    block.append(name);
    for (const line of text.split('\n')) block.append(document.createElement('br'), line);
    out.append(block);
  }
  return {text: lines.join('\n\n'), html: new XMLSerializer().serializeToString(out)};
}

/** Several messages are copied with who wrote them, and when, as text and as HTML. One message is the browser's own work. */
export function copySelected(
  event: ClipboardEvent,
  root: ShadowRoot,
  settings: ChatSettings,
  nameOf: (user: string) => string,
): void {
  const chosen = selectedMessages(root).flatMap(({row: {message}, text}) => (message ? {message, text} : []));
  if (chosen.length === 0 || !event.clipboardData) return;
  const {text, html} = asClipboard(chosen, settings, nameOf);
  event.clipboardData.setData('text/plain', text);
  event.clipboardData.setData('text/html', html);
  event.preventDefault();
}
