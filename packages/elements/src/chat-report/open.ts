/** Opens the dialog of a report in somebody's shadow root. */
import type {Chat, Message} from '@parlor/sdk';
import './define.js';

export async function openReport(
  root: ShadowRoot,
  about: {chat: Chat | undefined} & ({user: string} | {conversation: string; message: Message}),
  closed: () => void = () => undefined,
): Promise<void> {
  const dialog = document.createElement('chat-report');
  Object.assign(dialog, about);
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  root.append(dialog);
  await dialog.show();
}
