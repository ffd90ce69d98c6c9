/** The button that makes a poll, in the box of a group. Its dialog comes when it is pressed. */
import type {Conversation} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {drawPollIcon} from '../internal/poll-icon.js';
import type {Composer} from './composer-fields.js';
import '../strings/en-conversation.js';

type Host = Composer & {renderRoot: HTMLElement | DocumentFragment; focus(): void; client: unknown};

export function drawPollButton(
  host: Host,
  {state, report}: {state: Conversation | undefined; report: (error: unknown) => void},
) {
  const {strings, settings, disabled, noPolls, editing} = host;
  if (noPolls || editing || !state || state.type === 'direct') return nothing;
  return html`<button
      type="button"
      class="icon-button tool"
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
