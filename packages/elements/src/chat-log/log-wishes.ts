/** Carries out what a reader wishes of a message, unless the host has cancelled it. */
import type {ConversationHandle} from '@parlor/sdk';
import {closePoll} from '@parlor/sdk/poll';
import type {
  ChatClosePollEvent,
  ChatDeleteEvent,
  ChatPinMessageEvent,
  ChatReactEvent,
  ChatRemovePreviewEvent,
  ChatRetryEvent,
} from '../events.js';

export type WishesView = {
  handle: () => ConversationHandle | undefined;
  /** The conversation shall stay unread from a message on. */
  onUnread: () => void;
  report: (error: unknown) => void;
};

/** Listeners for a log's events. */
export function wishes({handle, onUnread, report}: WishesView) {
  // After the event has reached everybody.
  const wish =
    <Wish extends Event>(run: (wish: Wish, handle: ConversationHandle) => void | Promise<void>) =>
    (event: Wish): void =>
      queueMicrotask(() => {
        const here = handle();
        if (!event.defaultPrevented && here) Promise.resolve(run(event, here)).catch(report);
      });
  return {
    react: wish<ChatReactEvent>(({message, key, on}, here) => here.react(message.id, key, on)),
    pin: wish<ChatPinMessageEvent>(({message, on}, here) => here.pinMessage(message.id, on)),
    closePoll: wish<ChatClosePollEvent>(({message}, here) => closePoll(here, message)),
    delete: wish<ChatDeleteEvent>(({message}, here) =>
      message.delivery?.is === 'failed' || message.change?.is === 'failed'
        ? here.discard(message.id)
        : here.delete(message.id),
    ),
    // whoever says it says the rest again: an edit is all of the content, but for files
    removePreview: wish<ChatRemovePreviewEvent>(
      (
        {
          message: {
            id,
            content: {attachments, preview, forwarded, growing, ...said},
          },
        },
        here,
      ) => here.edit(id, {...said, noPreview: true}),
    ),
    retry: wish<ChatRetryEvent>(({message}, here) => here.retry(message.id)),
    unread: wish((_, here) => {
      onUnread();
      return here.markUnread();
    }),
  };
}
