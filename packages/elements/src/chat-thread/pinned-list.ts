/** All pinned messages of a conversation in a dialog, the newest pin first: to go to one, or to take a pin off. Loaded when it is opened. */
import type {Message} from '@parlor/sdk';
import {css, html, nothing, render} from 'lit';
import {fullTime, shortTime} from '../chat-time/format.js';
import {adopt} from '../internal/adopt.js';
import {dialogStyles, fitStyles} from '../internal/dialog.styles.js';
import {drawIcon} from '../internal/icons.js';
import {keepingFocus} from '../internal/keep-focus.js';
import {keepKeys} from '../internal/keys.js';
import {look} from '../internal/names.js';
import {mayPin} from '../internal/rights.js';
import {base} from '../tokens.styles.js';
import type {ChatThread} from './chat-thread.js';
import {senderOf, wordsOf} from './pinned-bar.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

/** Resolves when it is open. */
export async function openPinnedList(host: ChatThread, report: (error: unknown) => void): Promise<void> {
  const {client, conversation} = host;
  if (!client) return;
  const root = host.renderRoot as ShadowRoot;
  // a root of its own: the styles of dialogs are none of the thread's
  const holder = document.createElement('div');
  const inside = holder.attachShadow({mode: 'open'});
  for (const sheet of [base, dialogStyles, fitStyles, styles]) adopt(inside, sheet);
  const handle = client.conversation(conversation);
  const pins = await handle.pins();
  const dialog = document.createElement('dialog');
  const opener = root.activeElement as HTMLElement | null;

  const goTo = async (message: Message): Promise<void> => {
    dialog.close();
    await host.goTo(message.id);
  };
  /** The focus stays in the list: at the message that moved up, or at the last. */
  const unpin = async (message: Message): Promise<void> => {
    const at = pins.get().indexOf(message);
    await handle.pinMessage(message.id, false);
    const left = dialog.querySelectorAll<HTMLElement>('.person');
    left[Math.min(at, left.length - 1)]?.focus();
  };

  const draw = (pinned: readonly Message[]): void => {
    const {strings, settings} = host;
    if (!pinned.length) return dialog.close();
    const isOffered = mayPin(handle.state.get());
    dialog.setAttribute('aria-label', strings.pinnedMessages);
    render(
      html`<div class="top">
          <h2>${strings.pinnedMessages}</h2>
          <button class="icon-button" aria-label=${strings.close} @click=${() => dialog.close()}>
            ${drawIcon('close', settings.icons)}
          </button>
        </div>
        <div class="body">
          <ul>
            ${pinned.map(
              (message) => html`<li>
                <button class="person" @click=${() => void goTo(message)}>
                  <span class="what"
                    ><span class="about"
                      ><bdi class="name ellipsis">${senderOf(host, message, {...look, strings})}</bdi
                      ><time class="quiet" title=${fullTime(message.at, settings)}
                        >${shortTime(message.at, settings.now(), settings)}</time
                      ></span
                    ><span class="said" dir="auto">${wordsOf(host, message)}</span></span
                  >
                </button>
                ${
                  isOffered
                    ? html`<button
                        class="unpin"
                        aria-label=${`${strings.unpin}: ${wordsOf(host, message)}`}
                        @click=${() => unpin(message).catch(report)}
                        >${strings.unpin}</button
                      >`
                    : nothing
                }
              </li>`,
            )}
          </ul>
        </div>`,
      dialog,
    );
  };

  const stop = pins.subscribe((pinned) => keepingFocus(inside, () => draw(pinned)));
  dialog.addEventListener('keydown', (event) => {
    // Escape closes this dialog, and nothing around it
    if (event.key === 'Escape') event.stopPropagation();
    keepKeys(event);
  });
  dialog.addEventListener('close', (event) => {
    event.stopPropagation();
    stop();
    holder.remove();
    if (opener?.isConnected) opener.focus({preventScroll: true});
    else host.focus();
  });
  inside.append(dialog);
  root.append(holder);
  dialog.showModal();
}

const styles = css`
  li {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .person {
    flex: 1;
    min-inline-size: 0;
  }
  .what {
    display: grid;
    flex: 1;
    gap: 2px;
    min-inline-size: 0;
  }
  .about > .name {
    min-inline-size: 0;
  }
  .about {
    display: flex;
    gap: 8px;
    align-items: baseline;
    justify-content: space-between;
    color: var(--_text);
  }
  .about time {
    flex: none;
  }
  .said {
    display: -webkit-box;
    overflow: hidden;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: var(--_snug);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .unpin {
    flex: none;
    min-block-size: 36px;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    color: var(--_accent);
    font-size: var(--_small);
    font-weight: 600;
  }
  .unpin:hover {
    background: var(--_hover);
  }
`;
