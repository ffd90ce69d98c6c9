import {LitElement} from 'lit';
import {state} from 'lit/decorators.js';
import type {Strings} from '../strings.js';
import {askContext, type ChatSettings, defaultSettings, settingsContext} from './client-context.js';
import {drawIcon, type IconName} from './icons.js';

/**
 * What all elements are made of: the words, the locale and the icons of the surrounding provider.
 * An element inside another one's shadow root is `:state(nested)` and inherits its tokens instead of setting them anew.
 */
export class ChatPart extends LitElement {
  @state() settings: ChatSettings = defaultSettings;
  protected internals = this.attachInternals();
  #stopSettings: (() => void) | undefined;

  /** Sits in the shadow root of another chat element. */
  protected get nested(): boolean {
    const root = this.getRootNode();
    return root instanceof ShadowRoot && root.host instanceof ChatPart;
  }

  get strings(): Strings {
    return this.settings.strings;
  }

  protected icon(name: IconName): unknown {
    return drawIcon(name, this.settings.icons);
  }

  override connectedCallback(): void {
    if (this.nested) this.internals.states.add('nested');
    else this.internals.states.delete('nested');
    this.settings = defaultSettings;
    this.#stopSettings = askContext(this, settingsContext, (settings) => {
      this.settings = settings;
    });
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopSettings?.();
  }
}
