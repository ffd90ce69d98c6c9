/** Opens whom the reader blocks as a dialog in somebody's shadow root. */
import type {Chat} from '@parlor/sdk';
import './define.js';

export async function openBlocked(root: ShadowRoot, chat: Chat): Promise<void> {
  const dialog = Object.assign(document.createElement('chat-blocked'), {chat});
  dialog.addEventListener('close', () => dialog.remove());
  root.append(dialog);
  await dialog.show();
}
