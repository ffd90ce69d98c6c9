/** Says whether something was copied from a message. Loaded with the first time. */
import {toast} from '../chat-toasts/toast.js';
import type {ChatMessage} from './chat-message.js';
import '../strings/en-dialogs.js';

/** Where all of the log can be seen, or at a message that stands alone. */
export function tellCopied(host: ChatMessage, isCopied: boolean): void {
  const {host: around} = host.getRootNode() as Partial<ShadowRoot>;
  const {copied, notCopied} = host.strings;
  toast(around && 'renderRoot' in around ? (around as ChatMessage) : host, isCopied ? copied : notCopied, !isCopied);
}
