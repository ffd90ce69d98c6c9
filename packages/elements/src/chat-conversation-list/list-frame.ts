/** What stands above the rows: title, search box, filters. */
import {html, nothing} from 'lit';
import {keepKeys} from '../internal/keys.js';
import type {Strings} from '../strings.js';

const filters = ['all', 'unread', 'groups', 'mentions', 'archived'] as const;
export type ListFilter = (typeof filters)[number];

/** `onStart` begins a new conversation; without it there is no button for that. */
export function drawHeader(strings: Strings, icon: unknown, onStart: (() => void) | undefined) {
  return html`<div class="header" part="header">
      <slot name="header">
        <h2>${strings.messages}</h2>
        ${onStart ? html`<button class="icon-button" aria-label=${strings.newConversation} @click=${onStart}>${icon}</button>` : nothing}
      </slot>
    </div>`;
}

export function drawSearch(
  {searchConversations}: Strings,
  icon: unknown,
  onInput: (event: Event) => void,
  onKey: (event: KeyboardEvent) => void,
) {
  return html`<label class="search" part="search">
      ${icon}
      <input
        type="search"
        placeholder=${searchConversations}
        aria-label=${searchConversations}
        @input=${onInput}
        @keydown=${onKey}
        @keypress=${keepKeys}
        @keyup=${keepKeys}
      />
    </label>`;
}

/** Some are signs with a name, so that all of them stand in one line in every language. Mentions are there where they have a sign. */
export function drawFilters(
  strings: Strings,
  signs: {readonly [Filter in ListFilter]?: unknown},
  chosen: ListFilter,
  choose: (filter: ListFilter) => void,
) {
  return html`<div class="filters" role="group" aria-label=${strings.filters}>
      ${filters.map((filter) => {
        const sign = signs[filter];
        if (filter === 'mentions' && !sign) return nothing;
        return html`<button
          part="filter"
          title=${sign ? strings[filter] : nothing}
          aria-pressed=${filter === chosen}
          @click=${() => choose(filter)}
          >${sign ? html`<span class="sign" aria-hidden="true">${sign}</span><span class="unseen">${strings[filter]}</span>` : strings[filter]}</button
        >`;
      })}
    </div>`;
}
