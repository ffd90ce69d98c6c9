import type {Message, Person} from '@parlor/sdk';
import {property, state} from 'lit/decorators.js';
import type {MessageKind, OfferedActions, RenderMessage} from '../chat-message/chat-message.js';
import type {FindFile} from '../chat-message/message-files.js';
import {ChatElement} from '../internal/chat-element.js';
import {contentWords} from '../internal/file-words.js';
import type {Keymap} from '../internal/keymap.js';
import type {LogPosition} from './log-position.js';

export type FormatAnnouncement = (messages: readonly Message[], usual: readonly string[]) => readonly string[];

export type Announce = 'all' | 'mentions' | 'count' | 'none';

/** What a host can set on a log, and what its parts use of it. */
export abstract class LogSettings extends ChatElement {
  /** The conversation's id. */
  @property() conversation?: string;
  /** Data mode: the messages, oldest first. */
  @property({attribute: false}) messages: readonly Message[] | undefined;
  /** Data mode: there is more before or after them. */
  @property({type: Boolean, attribute: 'has-older'}) hasOlder = false;
  @property({type: Boolean, attribute: 'has-newer'}) hasNewer = false;
  /** Data mode: who the senders are. */
  @property({attribute: false}) members: readonly Person[] = [];
  /** Data mode: the reader, for mentions. */
  @property() me?: string;
  /** Where to begin: at the first unread message, at the newest, where the reader was, or at `focus-message`. */
  @property({attribute: 'open-at'}) openAt: 'unread' | 'latest' | 'saved' | 'message' = 'unread';
  /** The id of the message to begin at. */
  @property({attribute: 'focus-message'}) startMessage?: string;
  /** Messages of one sender within this many seconds form a group. */
  @property({type: Number, attribute: 'group-gap'}) groupGap = 300;
  /** `auto`: flat rows where there is room for them, from 720 px on. */
  @property() look: 'bubbles' | 'flat' | 'auto' = 'bubbles';
  @property() density: 'comfortable' | 'compact' = 'comfortable';
  /** Whether only the rows around the view are in the page: `auto` beyond 200 rows. */
  @property() virtual: 'auto' | 'always' | 'never' = 'auto';
  /** `manual`: seeing messages does not mark them as read. */
  @property({attribute: 'read-policy'}) readPolicy: 'auto' | 'manual' = 'auto';
  /** What is said aloud when messages arrive. */
  @property() announce: Announce = 'all';
  /** Level of the day headings. */
  @property({type: Number, attribute: 'heading-level'}) headingLevel = 3;
  /** While the reader scrolls, the day of what is at the top is not shown. */
  @property({type: Boolean, attribute: 'no-floating-day'}) noFloatingDay = false;
  /** `off`: no single-letter keys on messages. */
  @property() shortcuts: 'on' | 'off' = 'on';
  /** Other keys for what is done to a message, such as `{reply: 'Q'}`; an empty one switches it off. `?` lists them. */
  @property({attribute: false}) keymap?: Partial<Keymap> | undefined;
  /** Spoken name of the list. Default: "Messages with Ann". */
  @property() label?: string;
  /** Which actions a message offers; with `'usual'` among them those it would offer by itself. */
  @property({attribute: false}) actions: ((message: Message) => OfferedActions) | undefined;
  @property({attribute: false}) renderMessage: RenderMessage | undefined;
  /** Says in other words what arrived, or nothing (`[]`): `usual` is what would be said, a line for each time. */
  @property({attribute: false}) formatAnnouncement: FormatAnnouncement | undefined;
  /** Draws a block of code, for colours: its text stays the same. */
  @property({attribute: false}) renderCode: ((code: string) => unknown) | undefined;
  /** Data mode: where the files of messages are read from. */
  @property({attribute: false}) fileUrl: FindFile | undefined;
  /** Kinds of messages the host adds. */
  @property({attribute: false}) kinds: Readonly<Record<string, MessageKind>> = {};

  /** There is room for flat rows. */
  @state() isWide = false;

  /** Whether the newest message is in view at the end of the list. */
  abstract readonly atEnd: boolean;
  /** How many messages of others the reader has not seen yet, below the view. */
  abstract readonly unseen: number;
  /** Where the reader is. */
  abstract positions(): LogPosition | undefined;
  /** Goes back to where `positions()` was called. */
  abstract restore(position: LogPosition): void;
  /** Goes to a message by its id, or to the first one of a time or later; answers whether it is there. */
  abstract goTo(target: string | Date, options?: {align?: number; flash?: boolean}): Promise<boolean>;
  /** Goes to the newest message, fetched first if it is not there. */
  abstract goToLatest(): Promise<void>;
  /** Brings a message into view and gives it the focus. */
  abstract focusMessage(key: string): void;

  override get dataMode(): boolean {
    return this.messages !== undefined;
  }

  /** A message as it is spoken. */
  textOf(message: Message): string {
    return this.kinds[message.content.kind]?.text(message) ?? contentWords(message.content, this.strings);
  }
}
