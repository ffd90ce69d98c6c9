import {ContextProvider} from '@lit/context';
import {css, html, type PropertyValues} from 'lit';
import {property} from 'lit/decorators.js';
import {ChatElement} from '../internal/chat-element.js';
import {type ChatSettings, chatContext, defaultSettings, settingsContext} from '../internal/client-context.js';
import type {Icons} from '../internal/icons.js';
import {english} from '../strings/en.js';
import type {Strings} from '../strings.js';

/**
 * Gives everything inside it a chat, a language and a look. It has no box of its own. Providers can be nested: what one
 * leaves out comes from the next one outside.
 *
 * `dir` is the platform's own attribute: put it here, or anywhere above. Where there is none, it follows `locale`.
 *
 * @tagname chat-provider
 * @slot - what it is for
 */
export class ChatProvider extends ChatElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  /** IANA name, as `Europe/Vienna`. Default: the device's. */
  @property({attribute: 'time-zone'}) timeZone?: string;
  /** `light`, `dark`, or `auto` for what the device prefers. Left out, the chat follows the page's `color-scheme`. */
  @property() theme?: 'auto' | 'light' | 'dark';
  /** `more`: as for a reader whose device asks for more contrast. */
  @property({attribute: 'theme-contrast'}) contrast?: 'more' | undefined;
  /** One CSS colour of the host's brand. Where text or a control needs more contrast, its lightness is moved. */
  @property() accent?: string;
  /** Words of the host's own, over those of the locale. */
  @property({attribute: false})
  override get strings(): Strings {
    return this.#settings.value.strings;
  }
  override set strings(words: Partial<Strings> | undefined) {
    this.#words = words;
  }
  /** Icons of the host's own. */
  @property({attribute: false}) icons?: Icons;
  /** The reactions that are offered first; any other is one press further. Default: 👍 ❤️ 😂 🎉 😮 😢. */
  @property({attribute: false}) reactions?: readonly string[];
  /** Where the links in messages and their previews lead: another address, or `undefined` for words without a link. Only `http(s)`, `mailto` and `tel` are links anyway. */
  @property({attribute: false}) sanitizeUrl?: (url: string) => string | undefined;
  /** The clock, for tests. Milliseconds since 1970. */
  @property({attribute: false}) now?: () => number;

  #words: Partial<Strings> | undefined;
  #chats = new ContextProvider(this, {context: chatContext});
  #settings = new ContextProvider(this, {context: settingsContext, initialValue: defaultSettings});

  /** What is inside misses the chat itself, and says so. */
  protected override get dataMode(): boolean {
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('theme')) this.style.colorScheme = this.theme === 'auto' ? 'light dark' : (this.theme ?? '');
    if (changed.has('accent')) {
      if (this.accent) this.style.setProperty('--chat-accent', this.accent);
      else this.style.removeProperty('--chat-accent');
    }
    const {client} = this;
    if (this.#chats.value !== client) this.#chats.setValue(client);
    this.give(this.settings);
  }

  /** It has nothing to show: what is inside must not wait for its chat until the words are there. */
  protected override scheduleUpdate(): undefined {
    this.performUpdate();
    return undefined;
  }

  protected override give(settings: ChatSettings): void {
    this.#settings.setValue({
      ...settings,
      // what is left out is English, also the words of it that are loaded later
      strings: Object.assign(Object.create(english), settings.strings, this.#words),
      timeZone: this.timeZone ?? settings.timeZone,
      icons: {...settings.icons, ...this.icons},
      reactions: this.reactions ?? settings.reactions,
      contrast: this.contrast ?? settings.contrast,
      sanitizeUrl: this.sanitizeUrl ?? settings.sanitizeUrl,
      now: this.now ?? settings.now,
    });
  }

  override render() {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-provider': ChatProvider;
  }
}
