/** Below a message that was refused: what failed, why, and what can be done. Loaded with the first one. */
import type {Message} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {isolate} from '../internal/names.js';
import type {Strings} from '../strings.js';
import type {Host} from './message-frame.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

/** Why it was refused, by the code: a message that did not arrive, or the change of one that did. */
function whyFailed(code: string, {change, replyTo}: Message, strings: Strings): string {
  const {refusals} = strings;
  const whys: Record<string, string | undefined> = {
    ...refusals,
    BANNED: refusals.NOT_A_MEMBER,
    CLOSED: strings.closedConversation,
    READ_ONLY: strings.cannotWrite,
    ATTACHMENT_REJECTED: strings.fileRejected,
    ATTACHMENT_MISSING: strings.fileMissing,
    ...(change
      ? {NOT_FOUND: strings.messageGone, MESSAGE_DELETED: strings.deleted}
      : {FORBIDDEN: strings.cannotWrite, NOT_FOUND: replyTo ? strings.originalDeleted : strings.notFound}),
  };
  // what has no words of its own tells its code to whoever is asked for help
  return whys[code] ?? `${strings.notAccepted} (${code})`;
}

export function drawTrouble(host: Host, message: Message) {
  const {strings} = host;
  const {change, delivery, content} = message;
  const {code = '', reason} = change ?? (delivery?.is === 'failed' ? delivery : {});
  // the host's words may be of another direction
  const why = reason ? isolate(reason) : whyFailed(code, message, strings);
  return html`<div class="trouble"
      ><span>${`${change ? strings.changeRefused : strings.notSent}. ${why}`}</span
      ><div><button tabindex="-1" @click=${() => host.do('retry')}>${strings.tryAgain}</button
      >${change || content.poll || !content.text.trim() ? nothing : html`<button tabindex="-1" @click=${() => host.do('edit')}>${strings.edit}</button>`}<button
        tabindex="-1"
        @click=${() => host.do('delete')}
        >${strings.delete}</button
      ></div></div
    >`;
}
