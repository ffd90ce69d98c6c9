/**
 * What is pinned, below the header of a thread: one message on one line. A press goes to it, and brings the one pinned before it
 * next; a button beside it leads to the list of all. Loaded with the first pin.
 */
import type {Message} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {adopt} from '../internal/adopt.js';
import {fileWords} from '../internal/file-words.js';
import {drawIcon} from '../internal/icons.js';
import {nameOf, type Reading} from '../internal/names.js';
import {isVisible} from '../internal/visible.js';
import type {ChatThread} from './chat-thread.js';
import '../strings/en-conversation.js';
import '../strings/en-files.js';

/** Which one stands in the bar of a thread: it is still the next one when others come and go. */
const standing = new WeakMap<ChatThread, {conversation: string; id: string | undefined}>();

export function drawPinnedBar(
  host: ChatThread,
  pinned: readonly Message[],
  {reads, report}: {reads: Reading; report: (error: unknown) => void},
) {
  adopt(host.renderRoot as ShadowRoot, styles);
  const {strings, settings, conversation} = host;
  const stood = standing.get(host);
  const at = Math.max(0, stood?.conversation === conversation ? pinned.findIndex(({id}) => id === stood.id) : 0);
  const message = pinned[at];
  if (!message) return nothing;
  const go = (): void => {
    standing.set(host, {conversation, id: pinned[(at + 1) % pinned.length]?.id});
    host.requestUpdate();
    void host.goTo(message.id);
  };
  const number = (n: number): string => n.toLocaleString(settings.locale);
  return html`<section class="pins" part="pins" aria-label=${strings.pinnedMessages}>
    <button class="pinned" @click=${go}>
      <span class="unseen">${strings.pinnedMessage}</span>
      <span class="pin">${drawIcon('pin', settings.icons)}</span>
      <span class="words"
        ><span class="from ellipsis" dir="auto">${senderOf(host, message, reads)}</span>
        <span class="ellipsis" dir="auto">${wordsOf(host, message)}</span></span
      >
      ${pinned.length > 1 ? html`<bdi class="place">${number(at + 1)}/${number(pinned.length)}</bdi>` : nothing}
    </button>
    <button
      class="icon-button"
      aria-label=${strings.pinnedMessages}
      title=${strings.pinnedMessages}
      aria-haspopup="dialog"
      @click=${() => void openList(host, report)}
      >${drawIcon('more', settings.icons)}</button
    >
  </section>`;
}

/** Who wrote it. */
export const senderOf = ({strings, client}: ChatThread, {own, sender}: Message, reads: Reading): string =>
  own ? strings.you : nameOf(sender, client, reads);

/** What it says, on one line. */
export function wordsOf({strings}: ChatThread, {content}: Message): string {
  const text = isVisible(content.text) ? content.text.slice(0, 200) : '';
  return text.replace(/\s+/g, ' ') || fileWords(content.attachments, strings) || strings.emptyMessage;
}

async function openList(host: ChatThread, report: (error: unknown) => void): Promise<void> {
  try {
    const {openPinnedList} = await import('./pinned-list.js');
    await openPinnedList(host, report);
  } catch (error) {
    report(error);
  }
}

const styles = css`
  .pins {
    display: flex;
    flex: none;
    gap: 4px;
    align-items: center;
    min-block-size: 48px;
    padding: 2px 8px;
    padding-inline-start: calc(var(--_gutter) - 8px);
    border-block-end: 1px solid var(--_line);
    background: var(--_panel);
  }
  .pinned {
    display: flex;
    flex: 1;
    gap: 10px;
    align-items: center;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 4px 8px;
    border-radius: var(--_radius-control);
    text-align: start;
  }
  .pinned:hover {
    background: var(--_hover);
  }
  .pinned:focus-visible {
    outline-offset: -2px;
  }
  .pinned .pin {
    display: grid;
    color: var(--_accent);
  }
  .pinned .pin svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .pinned .words {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    border-inline-start: 3px solid var(--_accent);
    padding-inline-start: 8px;
    font-size: var(--_small);
    line-height: var(--_tight);
  }
  .pinned .from {
    color: var(--_accent);
    font-weight: 600;
  }
  .pinned .place {
    flex: none;
    color: var(--_text-3);
    font-size: var(--_meta);
    font-variant-numeric: tabular-nums;
  }
`;
