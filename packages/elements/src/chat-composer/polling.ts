/** The button that makes a poll, in the empty box of a group. Its dialog comes when it is pressed. */
import type {Conversation} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {drawPollIcon} from '../internal/poll-icon.js';
import type {Composer} from './composer-fields.js';
import '../strings/en-conversation.js';

type Host = Composer & {renderRoot: HTMLElement | DocumentFragment; focus(): void; client: unknown};

/** `isEmpty`: nothing is written, attached, answered or edited. */
export function drawPollButton(
  host: Host,
  {state, isEmpty, report}: {state: Conversation | undefined; isEmpty: boolean; report: (error: unknown) => void},
) {
  const {strings, settings, disabled, noPolls} = host;
  if (noPolls || !isEmpty || !state || state.type === 'direct') return nothing;
  return html`<button
      type="button"
      class="icon-button"
      part="button"
      title=${strings.poll}
      aria-label=${strings.poll}
      aria-haspopup="dialog"
      ?disabled=${disabled}
      @click=${() => openPoll(host, state.id).catch(report)}
      >${drawPollIcon(settings.icons)}</button
    >`;
}

async function openPoll(host: Host, conversation: string): Promise<void> {
  await import('../chat-poll/define.js');
  const dialog = document.createElement('chat-poll');
  Object.assign(dialog, {chat: host.client, conversation});
  dialog.addEventListener('close', () => {
    dialog.remove();
    host.focus();
  });
  host.renderRoot.append(dialog);
  await dialog.show();
}
