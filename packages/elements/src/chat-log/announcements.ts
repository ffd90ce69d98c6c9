/** What is said aloud about a conversation, and when (UX 1.7, A2, A3). History and own messages are never. */
import type {Message} from '@parlor/sdk';
import {announce, prepareAnnouncer} from '../internal/announcer.js';
import type {Strings} from '../strings.js';
import type {Announce, LogSettings} from './log-settings.js';
import '../strings/en-conversation.js';

const collectMs = 1000;
const textLength = 140;

export type AnnouncementsHost = {
  announce: () => Announce;
  /** The reader is in this conversation, so its texts are read out. */
  isFocused: () => boolean;
  nameOf: (user: string) => string;
  textOf: (message: Message) => string;
};

/** Collects what arrives for a second and says it in one go. Loaded with the first thing to say. */
export class Announcements {
  readonly #element: LogSettings;
  readonly #host: AnnouncementsHost;
  #arrived: Message[] = [];
  #failed = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: LogSettings, host: AnnouncementsHost) {
    prepareAnnouncer(element);
    this.#element = element;
    this.#host = host;
  }

  /** New messages of others, at the end of the conversation. */
  arrived(messages: readonly Message[]): void {
    const what = this.#host.announce();
    this.#arrived.push(...messages.filter((message) => what !== 'mentions' || message.mentionsMe));
    if (this.#arrived.length > 0) this.#soon();
  }

  /** Own messages that could not be sent. */
  failed(count: number): void {
    this.#failed += count;
    this.#soon();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrived = [];
    this.#failed = 0;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      const {strings} = this.#element;
      if (this.#failed > 0) announce(this.#element, strings.notSentCount(this.#failed), 'assertive');
      const arrived = this.#arrived;
      this.stop();
      if (arrived.length === 0) return;
      const usual = this.#lines(arrived, strings);
      for (const line of this.#element.formatAnnouncement?.(arrived, usual) ?? usual) announce(this.#element, line);
    }, collectMs);
  }

  #lines(messages: readonly Message[], strings: Strings): string[] {
    const {nameOf, textOf, isFocused} = this.#host;
    const names = [...new Set(messages.map(({sender}) => nameOf(sender)))];
    if (this.#host.announce() !== 'count' && messages.length <= 3 && isFocused()) {
      return messages.map((message) => strings.said(nameOf(message.sender), clip(textOf(message))));
    }
    if (messages.length === 1) return [strings.newMessageFrom(names[0] as string)];
    const shown = names.length > 2 ? names.slice(0, 1) : names;
    return [strings.newMessagesFrom(messages.length, shown, names.length - shown.length)];
  }
}

const clip = (text: string): string => (text.length > textLength ? `${text.slice(0, textLength)}…` : text);
