/**
 * Every event, in one screen. All bubble and leave shadow roots. Names in the present come before something happens and
 * can be cancelled: then the element does nothing further by itself. Names in the past only tell.
 */
import type {AppNotification, ChatError, Draft, Message, MessageContent, MessageFile} from '@parlor/sdk';

class ChatEvent extends Event {
  constructor(type: string, cancelable = false) {
    super(type, {bubbles: true, composed: true, cancelable});
  }
}

/** A wish about one message. */
class MessageWish extends ChatEvent {
  readonly message: Message;
  constructor(type: string, message: Message) {
    super(type, true);
    this.message = message;
  }
}

/** A wish about one conversation, by its id. */
class ConversationWish extends ChatEvent {
  readonly conversation: string;
  constructor(type: string, conversation: string) {
    super(type, true);
    this.conversation = conversation;
  }
}

/** A wish to switch something of a conversation on or off. */
class ConversationSwitch extends ConversationWish {
  readonly on: boolean;
  constructor(type: string, conversation: string, on: boolean) {
    super(type, conversation);
    this.on = on;
  }
}

/** Something failed. `code` is a protocol code, or `NO_CHAT` when no chat was found in 5 seconds. Not cancelable. */
export class ChatErrorEvent extends ChatEvent {
  readonly code: ChatError['code'] | 'NO_CHAT';
  readonly error: unknown;
  constructor(code: ChatError['code'] | 'NO_CHAT', error: unknown) {
    super('chat-error');
    this.code = code;
    this.error = error;
  }
}

/* -- messages -- */

/** A reaction is put on (`on`) or taken off. */
export class ChatReactEvent extends MessageWish {
  readonly key: string;
  readonly on: boolean;
  constructor(message: Message, key: string, on: boolean) {
    super('chat-react', message);
    this.key = key;
    this.on = on;
  }
}
export class ChatReplyEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-reply', message);
  }
}
export class ChatEditEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-edit', message);
  }
}
/** The link of one's own message is to be shown without a preview, for everybody. */
export class ChatRemovePreviewEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-remove-preview', message);
  }
}
export class ChatDeleteEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-delete', message);
  }
}
export class ChatRetryEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-retry', message);
  }
}
/** The conversation is to be unread from this message on. */
export class ChatUnreadEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-unread', message);
  }
}
/** A message is to be pinned for everybody, or no longer. */
export class ChatPinMessageEvent extends MessageWish {
  readonly on: boolean;
  constructor(message: Message, on: boolean) {
    super('chat-pin-message', message);
    this.on = on;
  }
}
/** Something the host told is about to be opened: `link` is where it leads, if anywhere. Cancel it to go there yourself. */
export class ChatNotificationOpenEvent extends ChatEvent {
  readonly notification: AppNotification;
  readonly link: string | undefined;
  constructor(notification: AppNotification, link: string | undefined) {
    super('chat-notification-open', true);
    this.notification = notification;
    this.link = link;
  }
}
/** Who has read a message and who reacted to it is wanted: the log opens its dialog. */
export class ChatMessageDetailsEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-message-details', message);
  }
}
/** A message is to be passed on to other conversations: the log opens its dialog. */
export class ChatForwardEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-forward', message);
  }
}
/** The poll that a message is shall be closed, by its author. */
export class ChatClosePollEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-close-poll', message);
  }
}
/** The reader is to be reminded of a message: the log opens its dialog. */
export class ChatRemindEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-remind', message);
  }
}
/** A message is to be the first of several that are selected: the log shows what can be done with them. */
export class ChatSelectEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-select', message);
  }
}
/** A message is to be reported to the host application: the log opens its dialog. */
export class ChatReportEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-report', message);
  }
}
/** A quote was chosen: the log goes to the message with this id. */
export class ChatQuoteEvent extends MessageWish {
  constructor(message: Message) {
    super('chat-quote', message);
  }
}
/** A link in a message was chosen. */
export class ChatLinkEvent extends MessageWish {
  readonly url: string;
  constructor(message: Message, url: string) {
    super('chat-link', message);
    this.url = url;
  }
}
/** A mention or a name was chosen. */
export class ChatPersonEvent extends ChatEvent {
  readonly user: string;
  constructor(user: string) {
    super('chat-person', true);
    this.user = user;
  }
}

/** A wish about a file of a message. */
class FileWish extends ChatEvent {
  readonly file: MessageFile;
  constructor(type: string, file: MessageFile) {
    super(type, true);
    this.file = file;
  }
}

/** A picture was chosen: it is about to be opened large; or audio or video, to be played. */
export class ChatOpenMediaEvent extends FileWish {
  constructor(file: MessageFile) {
    super('chat-open-media', file);
  }
}
/** The upload of a file is to end: its message asks whether it shall be deleted. */
export class ChatCancelUploadEvent extends FileWish {
  constructor(file: MessageFile) {
    super('chat-cancel-upload', file);
  }
}

/* -- the log -- */

/** Data mode: older (`chat-load-older`) or newer (`chat-load-newer`) messages are wanted. */
export class ChatLoadEvent extends ChatEvent {
  constructor(edge: 'older' | 'newer') {
    super(`chat-load-${edge}`, true);
  }
}
/** The reader has seen these messages; `seq` is the newest of them. Cancel it to keep them unread. */
export class ChatSeenEvent extends ChatEvent {
  readonly keys: readonly string[];
  readonly seq: number;
  constructor(keys: readonly string[], seq: number) {
    super('chat-seen', true);
    this.keys = keys;
    this.seq = seq;
  }
}
/** Which rows are in the page now, for hosts that slot their own. */
export class ChatRowsChangeEvent extends ChatEvent {
  readonly keys: readonly string[];
  constructor(keys: readonly string[]) {
    super('chat-rows-change');
    this.keys = keys;
  }
}
export class ChatAtEndChangeEvent extends ChatEvent {
  readonly atEnd: boolean;
  constructor(atEnd: boolean) {
    super('chat-at-end-change');
    this.atEnd = atEnd;
  }
}

/* -- the composer -- */

/** The message is about to be sent, or the edit saved (`editing` is the message's id). Cancel it to keep the text in the box. */
export class ChatSubmitEvent extends ChatEvent {
  readonly conversation: string | undefined;
  readonly content: MessageContent;
  readonly editing: string | undefined;
  constructor(conversation: string | undefined, content: MessageContent, editing: string | undefined) {
    super('chat-submit', true);
    this.conversation = conversation;
    this.content = content;
    this.editing = editing;
  }
  get text(): string {
    return this.content.text;
  }
  /** What is attached, to be uploaded first. */
  get files(): NonNullable<MessageContent['files']> {
    return this.content.files ?? [];
  }
}
/** Files were chosen, dropped or pasted. Cancel it to do something else with them. */
export class ChatAttachEvent extends ChatEvent {
  readonly conversation: string | undefined;
  readonly files: readonly Blob[];
  constructor(conversation: string | undefined, files: readonly Blob[]) {
    super('chat-attach', true);
    this.conversation = conversation;
    this.files = files;
  }
}
/** The message is safe on this device and will reach the server; `id` is its final id. In data mode there is no id. */
export class ChatSubmittedEvent extends ChatEvent {
  readonly conversation: string | undefined;
  readonly id: string | undefined;
  constructor(conversation: string | undefined, id: string | undefined) {
    super('chat-submitted');
    this.conversation = conversation;
    this.id = id;
  }
}
export class ChatDraftChangeEvent extends ChatEvent {
  readonly conversation: string | undefined;
  readonly draft: Draft | undefined;
  constructor(conversation: string | undefined, draft: Draft | undefined) {
    super('chat-draft-change');
    this.conversation = conversation;
    this.draft = draft;
  }
}
/** A command was sent: `/name args`. The box is emptied, unless it is cancelled. Nothing goes to the server. */
export class ChatCommandEvent extends ChatEvent {
  readonly conversation: string | undefined;
  readonly name: string;
  readonly args: string;
  constructor(conversation: string | undefined, name: string, args: string) {
    super('chat-command', true);
    this.conversation = conversation;
    this.name = name;
    this.args = args;
  }
}
/** The user began (`on`) or stopped typing. */
export class ChatTypingEvent extends ChatEvent {
  readonly on: boolean;
  constructor(on: boolean) {
    super('chat-typing');
    this.on = on;
  }
}

/* -- conversations -- */

export class ChatOpenEvent extends ConversationWish {
  /** Where it is to be opened: the id of a message. */
  readonly message: string | undefined;
  constructor(conversation: string, message?: string) {
    super('chat-open', conversation);
    this.message = message;
  }
}
export class ChatPinEvent extends ConversationSwitch {
  constructor(conversation: string, on: boolean) {
    super('chat-pin', conversation, on);
  }
}
export class ChatMuteEvent extends ConversationSwitch {
  constructor(conversation: string, on: boolean) {
    super('chat-mute', conversation, on);
  }
}
export class ChatArchiveEvent extends ConversationSwitch {
  constructor(conversation: string, on: boolean) {
    super('chat-archive', conversation, on);
  }
}
/** The whole conversation is to be shown as unread. */
export class ChatMarkUnreadEvent extends ConversationWish {
  constructor(conversation: string) {
    super('chat-mark-unread', conversation);
  }
}
/** The messages so far are to be deleted for this user. */
export class ChatClearEvent extends ConversationWish {
  constructor(conversation: string) {
    super('chat-clear', conversation);
  }
}
/** The words in the search box changed. */
export class ChatSearchEvent extends ChatEvent {
  readonly query: string;
  constructor(query: string) {
    super('chat-search', true);
    this.query = query;
  }
}
/** A new conversation is to be started: the element opens its dialog. */
export class ChatStartEvent extends ChatEvent {
  constructor() {
    super('chat-start', true);
  }
}
/** Back to the list, in the stacked layout. */
export class ChatBackEvent extends ChatEvent {
  constructor() {
    super('chat-back', true);
  }
}
/** A conversation's details are wanted: the element opens its dialog. */
export class ChatDetailsEvent extends ConversationWish {
  constructor(conversation: string) {
    super('chat-details', conversation);
  }
}

/* -- the launcher -- */

/** The panel is about to open (`chat-show`) or to close (`chat-hide`). Cancel it to leave it as it is. */
export class ChatPanelEvent extends ChatEvent {
  constructor(wish: 'show' | 'hide') {
    super(`chat-${wish}`, true);
  }
}
/** The panel has opened (`chat-shown`) or closed (`chat-hidden`). */
export class ChatPanelChangeEvent extends ChatEvent {
  constructor(change: 'shown' | 'hidden') {
    super(`chat-${change}`);
  }
}

/* -- notices -- */

/** A sound of new messages in these conversations is about to be played. Cancel it for silence, or for a sound of your own. */
export class ChatSoundEvent extends ChatEvent {
  readonly conversations: readonly string[];
  constructor(conversations: readonly string[]) {
    super('chat-sound', true);
    this.conversations = conversations;
  }
}
/** A desktop notice is about to be shown; of several conversations at once there is one without `conversation`. */
export class ChatNoticeEvent extends ChatEvent {
  readonly conversation: string | undefined;
  readonly title: string;
  readonly body: string;
  constructor(conversation: string | undefined, title: string, body: string) {
    super('chat-notice', true);
    this.conversation = conversation;
    this.title = title;
    this.body = body;
  }
}

// what HTMLElement, Document and Window share
declare global {
  interface GlobalEventHandlersEventMap {
    'chat-archive': ChatArchiveEvent;
    'chat-attach': ChatAttachEvent;
    'chat-at-end-change': ChatAtEndChangeEvent;
    'chat-back': ChatBackEvent;
    'chat-cancel-upload': ChatCancelUploadEvent;
    'chat-clear': ChatClearEvent;
    'chat-command': ChatCommandEvent;
    'chat-remove-preview': ChatRemovePreviewEvent;
    'chat-delete': ChatDeleteEvent;
    'chat-details': ChatDetailsEvent;
    'chat-draft-change': ChatDraftChangeEvent;
    'chat-edit': ChatEditEvent;
    'chat-error': ChatErrorEvent;
    'chat-forward': ChatForwardEvent;
    'chat-hidden': ChatPanelChangeEvent;
    'chat-hide': ChatPanelEvent;
    'chat-link': ChatLinkEvent;
    'chat-load-newer': ChatLoadEvent;
    'chat-load-older': ChatLoadEvent;
    'chat-mark-unread': ChatMarkUnreadEvent;
    'chat-message-details': ChatMessageDetailsEvent;
    'chat-pin-message': ChatPinMessageEvent;
    'chat-close-poll': ChatClosePollEvent;
    'chat-remind': ChatRemindEvent;
    'chat-select': ChatSelectEvent;
    'chat-report': ChatReportEvent;
    'chat-mute': ChatMuteEvent;
    'chat-notice': ChatNoticeEvent;
    'chat-notification-open': ChatNotificationOpenEvent;
    'chat-open': ChatOpenEvent;
    'chat-open-media': ChatOpenMediaEvent;
    'chat-person': ChatPersonEvent;
    'chat-pin': ChatPinEvent;
    'chat-quote': ChatQuoteEvent;
    'chat-react': ChatReactEvent;
    'chat-reply': ChatReplyEvent;
    'chat-retry': ChatRetryEvent;
    'chat-rows-change': ChatRowsChangeEvent;
    'chat-search': ChatSearchEvent;
    'chat-seen': ChatSeenEvent;
    'chat-show': ChatPanelEvent;
    'chat-shown': ChatPanelChangeEvent;
    'chat-sound': ChatSoundEvent;
    'chat-start': ChatStartEvent;
    'chat-submit': ChatSubmitEvent;
    'chat-submitted': ChatSubmittedEvent;
    'chat-typing': ChatTypingEvent;
    'chat-unread': ChatUnreadEvent;
  }
}
