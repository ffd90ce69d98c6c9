import type {Message, MessageContent, Person} from '@parlor/sdk';
import {property} from 'lit/decorators.js';
import {ChatElement} from '../internal/chat-element.js';
import type {Keymap} from '../internal/keymap.js';

/** A command that a host offers after a `/` at the start of the text (UX-C9). */
export type ComposerCommand = {
  /** Without the slash: letters, digits, `_` and `-`. */
  name: string;
  /** One line about it, in the reader's language. */
  about?: string;
};

/** What a host can set on a composer and what stays as it was set. */
export class ComposerFields extends ChatElement {
  /** Default: "Message" and the name of the conversation. */
  @property() placeholder?: string;
  /** Which key sends. Default `enter`, on touch screens `mod-enter`: Enter is a new line there. */
  @property({attribute: 'send-key'}) sendKey?: 'enter' | 'mod-enter';
  /** Most code points of a message. */
  @property({type: Number, attribute: 'max-length'}) maxLength = 8_000;
  /** How many lines the box grows to before it scrolls; never beyond 40 % of the pane. */
  @property({type: Number, attribute: 'rows-max'}) rowsMax = 10;
  @property({type: Boolean, reflect: true}) disabled = false;
  /** Why nobody can write here, shown in place of the box. Without it the conversation itself tells. */
  @property() readonly?: string;
  /** Name in a form. */
  @property({reflect: true}) name?: string;
  /** In a form: empty is not valid. */
  @property({type: Boolean}) required = false;
  /** Most files in a message; the server's own limit stands. Without a chat, files can be attached only where it is set. */
  @property({type: Number, attribute: 'max-files'}) maxFiles?: number;
  /** Most bytes of a file; the server's own limit stands. */
  @property({type: Number, attribute: 'max-file-size'}) maxFileSize?: number;
  /** Which kinds of files, as in `<input accept>`: `image/*,.pdf`. */
  @property() accept?: string;
  /** No files can be attached. */
  @property({type: Boolean, attribute: 'no-attach'}) noAttach = false;
  /** ArrowUp in the empty box does not edit the last message. */
  @property({type: Boolean, attribute: 'no-edit-last'}) noEditLast = false;
  /** What a `/` at the start may mean; `chat-command` tells which was sent. */
  @property({attribute: false}) commands?: readonly ComposerCommand[];
  /** No button for emoji; `:name` still completes. */
  @property({type: Boolean, attribute: 'no-emoji'}) noEmoji = false;
  /** No button for a poll; in a conversation of two there is none anyway. */
  @property({type: Boolean, attribute: 'no-polls'}) noPolls = false;
  /** Other keys for what the box does, such as `{bold: 'Mod+Shift+B'}`; an empty one switches it off. */
  @property({attribute: false}) keymap?: Partial<Keymap> | undefined;
  /** `off` lets typed characters through to the page's own shortcuts. */
  @property({attribute: 'key-guard'}) keyGuard: 'on' | 'off' = 'on';
  /**
   * Changes what is about to be sent, such as its links; the box keeps what was typed until that is stored. With `undefined`
   * nothing is sent.
   */
  @property({attribute: false}) transform?: (content: MessageContent) => MessageContent | undefined;
  /** Whom an `@` may mean. Default: the members of the conversation. */
  @property({attribute: false}) mentions?: (query: string, signal: AbortSignal) => Promise<readonly Person[]>;

  /** What the host makes of the content; nothing where it says so or fails. */
  protected transformed(content: MessageContent): MessageContent | undefined {
    try {
      return this.transform ? this.transform(content) : content;
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }
}

/** A composer, for the modules it is made of. */
export type Composer = ComposerFields & {
  conversation: string;
  editing: Message | undefined;
  insert(text: string): void;
  clear(): void;
};
