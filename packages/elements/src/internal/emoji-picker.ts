/** The picker of emoji: search, groups, keyboard, recent ones, tones of skin. Loaded when first opened (UX-C9). */
import {html, nothing, render} from 'lit';
import '../strings/en-composer.js';
import '../strings/en-conversation.js';
import {adopt} from './adopt.js';
import type {ChatPart} from './chat-part.js';
import {allEmoji, type Emoji, type EmojiList, emojiOf, findEmoji, toneCount, toned} from './emoji.js';
import {chosen, remember, remembered} from './emoji-memory.js';
import {styles} from './emoji-picker.styles.js';
import {hasFinePointer} from './keys.js';
import {place} from './place.js';

const perRow = 8;
const mostFound = 64;

export type PickerOptions = {
  /** What it stands beside. */
  opener: HTMLElement;
  label: string;
  take: (glyph: string) => void;
  /** The anchor of its opener's style: where it has none, it is put beside it once. */
  isAnchored?: boolean;
};

/** Opens the picker at its button, or closes it. */
export async function togglePicker(host: ChatPart, options: PickerOptions): Promise<void> {
  const root = host.renderRoot as ShadowRoot;
  const isOpen = '.picker:popover-open';
  const open = root.querySelector<HTMLElement>(isOpen);
  if (open) return open.hidePopover();
  const all = await allEmoji(host.settings.locale);
  if (!root.querySelector(isOpen)) new Picker(host, all, options).open();
}

class Picker {
  #host: ChatPart;
  #root: ShadowRoot;
  #options: PickerOptions;
  #box = document.createElement('div');
  #all: EmojiList;
  #query = '';
  #from = remembered();

  constructor(host: ChatPart, all: EmojiList, options: PickerOptions) {
    this.#host = host;
    this.#root = host.renderRoot as ShadowRoot;
    this.#options = options;
    this.#all = all;
  }

  open(): void {
    const {opener, label, isAnchored} = this.#options;
    adopt(this.#root, styles);
    const box = this.#box;
    box.className = isAnchored ? 'picker anchored' : 'picker';
    box.popover = 'auto';
    box.setAttribute('part', 'picker');
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-label', label);
    box.addEventListener('keydown', this.#onKeydown);
    // what emoji-picker-element tells, where a host puts one into the slot
    box.addEventListener('emoji-click', (event) => {
      const {unicode} = (event as CustomEvent<{unicode?: unknown}>).detail ?? {};
      if (typeof unicode === 'string') this.#take(unicode);
    });
    box.addEventListener('toggle', (event) => {
      if (event.newState === 'open') return;
      const isLost = !this.#root.activeElement || box.contains(this.#root.activeElement);
      if (isAnchored) opener.setAttribute('aria-expanded', 'false');
      box.remove();
      if (isLost && this.#host.matches(':focus-within, :focus')) this.#host.focus();
    });
    this.#render();
    this.#root.append(box);
    box.showPopover();
    if (isAnchored) opener.setAttribute('aria-expanded', 'true');
    else place(box, opener);
    // a finger would have a keyboard over it
    if (hasFinePointer()) box.querySelector('input')?.focus();
    else this.#glyphs[0]?.focus();
  }

  #take(glyph: string): void {
    chosen(glyph);
    this.#box.hidePopover();
    this.#host.focus();
    this.#options.take(glyph);
  }

  #render(): void {
    const {strings} = this.#host;
    const found = this.#query ? findEmoji(this.#all, this.#query, mostFound) : undefined;
    // in the tone they were chosen in
    const recent = this.#from.recent.map((glyph): Emoji => ({...emojiOf(this.#all, glyph), glyph, hasTones: false}));
    render(
      html`<slot name="emoji"
        ><div class="top">
          <input
            type="search"
            autocomplete="off"
            aria-label=${strings.searchEmoji}
            placeholder=${strings.searchEmoji}
            @input=${(event: Event) => {
              this.#query = (event.target as HTMLInputElement).value.trim();
              this.#render();
            }}
          /><select aria-label=${strings.skinTone} @change=${this.#onTone}>
            ${Array.from({length: toneCount}, (_, tone) => {
              const hand = toned({glyph: '✋', hasTones: true}, tone);
              return html`<option value=${tone} ?selected=${tone === remembered().tone}>${hand}</option>`;
            })}
          </select>
        </div>
        <div class="groups">
          ${
            found
              ? this.#renderGroup('found', strings.searchResults(found.length), found)
              : [
                  recent.length > 0 ? this.#renderGroup('recent', strings.recentEmoji, recent) : nothing,
                  ...[...this.#all].map(([group, emoji]) =>
                    this.#renderGroup(group, strings.emojiGroups[group], emoji),
                  ),
                ]
          }
        </div></slot
      >`,
      this.#box,
    );
    const first = this.#glyphs[0];
    for (const button of this.#box.querySelectorAll('[tabindex="0"]')) button.setAttribute('tabindex', '-1');
    first?.setAttribute('tabindex', '0');
  }

  #renderGroup(id: string, label: string, emoji: readonly Emoji[]) {
    const {tone} = remembered();
    return html`<div class="group" role="group" aria-label=${label}>
      <div class="quiet" id="emoji-${id}" role=${id === 'found' ? 'status' : nothing}>${label}</div>
      <div class="glyphs">
        ${emoji.map((one) => {
          const glyph = toned(one, tone);
          return html`<button
            type="button"
            tabindex="-1"
            title=${one.name}
            aria-label=${one.name}
            @click=${() => this.#take(glyph)}
          >${glyph}</button>`;
        })}
      </div>
    </div>`;
  }

  get #glyphs(): HTMLButtonElement[] {
    return [...this.#box.querySelectorAll<HTMLButtonElement>('.glyphs button')];
  }

  #onTone = (event: Event): void => {
    remember({tone: Number((event.target as HTMLSelectElement).value)});
    this.#render();
  };

  /** Arrows go through the grid, from the search field down into it and back. */
  #onKeydown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const {key} = event;
    const active = this.#root.activeElement;
    const isInSearch = active instanceof HTMLInputElement;
    if (key === 'Escape') {
      this.#box.hidePopover();
      this.#host.focus();
    } else if (isInSearch && key === 'Enter') this.#glyphs[0]?.click();
    else if (isInSearch && key === 'ArrowDown') this.#glyphs[0]?.focus();
    else if (active instanceof HTMLButtonElement) {
      const glyphs = this.#glyphs;
      const at = glyphs.indexOf(active);
      const isRtl = getComputedStyle(this.#box).direction === 'rtl';
      const forward = isRtl ? -1 : 1;
      const next = {
        ArrowRight: at + forward,
        ArrowLeft: at - forward,
        ArrowDown: nextInColumn(glyphs, at, 1),
        ArrowUp: nextInColumn(glyphs, at, -1),
        Home: 0,
        End: glyphs.length - 1,
      }[key];
      if (next === undefined) return;
      if (next < 0) this.#box.querySelector('input')?.focus();
      else glyphs[next]?.focus();
    } else return;
    event.preventDefault();
  };
}

/** Rows are of eight; each group begins a new one. Above the first row there is -1. */
function nextInColumn(glyphs: readonly HTMLElement[], at: number, step: 1 | -1): number {
  const rows: number[][] = [];
  glyphs.forEach((glyph, index) => {
    const last = rows.at(-1);
    if (last && last.length < perRow && glyphs[last[0] ?? 0]?.parentElement === glyph.parentElement) last.push(index);
    else rows.push([index]);
  });
  const row = rows.findIndex((indices) => indices.includes(at));
  const column = rows[row]?.indexOf(at) ?? 0;
  const target = rows[row + step];
  return target ? (target[Math.min(column, target.length - 1)] ?? at) : step < 0 ? -1 : at;
}
