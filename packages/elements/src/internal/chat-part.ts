import {ContextProvider} from '@lit/context';
import type {ChatError} from '@parlor/sdk';
import {LitElement} from 'lit';
import {property, state} from 'lit/decorators.js';
import {ChatErrorEvent} from '../events.js';
import {follow, loadStrings, type Strings} from '../strings.js';
import {askContext, type ChatSettings, defaultSettings, settingsContext} from './client-context.js';
import {type DrawnName, drawIcon} from './icons.js';
import {followPage} from './page-language.js';

/** What any element may have opened inside it, and the avatars there. */
export const opened = 'menu, dialog, toast, avatar-face, avatar-presence';

/** How the parts of an element are called outside of the one around it. */
export const partsOf = ({exported}: {exported: string}): string => exported.replace(/[\w-]+: /g, '');

/** How long a first rendering waits for words of the right language before it shows what there is. */
const wordsWithinMs = 500;

/**
 * What all elements are made of: the words, the locale and the icons of the surrounding provider, or of the page.
 * An element inside another one's shadow root is `:state(nested)` and inherits its tokens instead of setting them anew.
 */
export class ChatPart extends LitElement {
  /** The parts that it shows to the outside of the element around it, as in `exportparts`. */
  static exported = '';
  @state() settings: ChatSettings = defaultSettings;
  protected internals = this.attachInternals();
  #locale: string | undefined;
  /** What was loaded last, and for which locale: it stays until the next is there. */
  #loaded: {strings: Strings; locale: string} | undefined;
  #pending: Promise<void> | undefined;
  #outer = defaultSettings;
  #stopSettings = () => {};
  #stopPage = () => {};
  /** For what is inside, once this element has a locale of its own. */
  #given: ContextProvider<typeof settingsContext> | undefined;

  /** Sits in the shadow root of another chat element. */
  protected get nested(): boolean {
    const root = this.getRootNode();
    return root instanceof ShadowRoot && root.host instanceof ChatPart;
  }

  get strings(): Strings {
    return this.settings.strings;
  }

  /**
   * The language of words, dates and numbers, as `de-AT`. Its words are loaded on demand. Left out: the provider's, else
   * the page's (`<html lang>`), else the browser's.
   */
  @property()
  get locale(): string | undefined {
    return this.#locale;
  }
  set locale(locale: string | undefined) {
    if (locale === this.#locale) return;
    this.#locale = locale;
    this.#pending = locale ? this.#load(locale) : undefined;
    if (!locale) this.#loaded = undefined;
    this.#speak();
  }

  protected icon(name: DrawnName): unknown {
    return drawIcon(name, this.settings.icons);
  }

  /** Tells the host what went wrong, in an event; for promises that nobody else awaits. */
  protected report = (error: unknown): void => {
    const code = (error as ChatError | undefined)?.code ?? 'INTERNAL';
    this.dispatchEvent(new ChatErrorEvent(code, error));
  };

  override connectedCallback(): void {
    if (this.nested) {
      this.internals.states.add('nested');
      const {exported} = this.constructor as typeof ChatPart;
      if (exported) this.setAttribute('exportparts', exported);
    } else this.internals.states.delete('nested');
    const take = (settings: ChatSettings) => {
      this.#outer = settings;
      this.#speak();
    };
    this.#stopPage = followPage(take);
    this.#stopSettings = askContext(this, settingsContext, (settings) => {
      this.#stopPage();
      take(settings);
    });
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopSettings();
    this.#stopPage();
  }

  /** The first rendering waits a moment for words in the right language. */
  protected override scheduleUpdate(): undefined | Promise<unknown> {
    const {pending} = this.settings;
    if (!pending || this.hasUpdated) {
      void super.scheduleUpdate();
      return undefined;
    }
    const enough = new Promise((resolve) => setTimeout(resolve, wordsWithinMs));
    return Promise.race([pending, enough]).then(() => super.scheduleUpdate());
  }

  /** Words and dates change together, when the words are there. */
  async #load(locale: string): Promise<void> {
    try {
      const strings = await loadStrings(locale);
      // another locale may have been set meanwhile
      if (locale === this.#locale) this.#loaded = {strings, locale};
    } catch (error) {
      this.report(error);
    }
    if (locale !== this.#locale) return;
    this.#pending = undefined;
    this.#speak();
  }

  /** Puts together what surrounds this element and the language of its own. */
  #speak(): void {
    this.settings = {...this.#outer, ...this.#loaded, pending: this.#pending ?? this.#outer.pending};
    this.give(this.settings);
    this.internals.states[this.settings.contrast ? 'add' : 'delete']('contrast');
    if (this.isConnected && !this.nested) follow(this, this.settings.strings.language);
  }

  /** Hands the settings on to what is inside, where they differ from those around. */
  protected give(settings: ChatSettings): void {
    if (this.#given) this.#given.setValue(settings);
    else if (this.#locale) this.#given = new ContextProvider(this, {context: settingsContext, initialValue: settings});
  }
}
