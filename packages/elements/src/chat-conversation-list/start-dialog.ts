/** The dialog that begins a new conversation. Loaded when it is asked for. */
import '../chat-new-conversation/define.js';
import type {ChatConversationList} from './chat-conversation-list.js';

export async function showStartDialog(list: ChatConversationList): Promise<void> {
  const dialog = document.createElement('chat-new-conversation');
  dialog.chat = list.client;
  dialog.addEventListener('chat-open', ({conversation}) => {
    list.selected = conversation;
  });
  dialog.addEventListener('close', () => dialog.remove());
  list.renderRoot.append(dialog);
  await dialog.show();
}
