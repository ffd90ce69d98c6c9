/** People a search has found on the server, below the rows that fit (UX-I4). Loaded with the first search. */
import type {Person} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {adopt} from '../internal/adopt.js';
import type {ChatElement} from '../internal/chat-element.js';
import {each} from '../internal/each.js';
import {nameOr, presenceWord} from '../internal/names.js';
import '../strings/en-conversation.js';

export function drawFound(
  host: ChatElement,
  people: readonly Person[],
  does: {problem: string; onOpen: (id: string) => void; onKey: (event: KeyboardEvent) => void},
): unknown {
  const {strings} = host;
  for (const sheet of [foundStyles, styles]) adopt(host.renderRoot as ShadowRoot, sheet);
  const problem = does.problem ? html`<p class="problem">${does.problem}</p>` : nothing;
  if (people.length === 0) return problem;
  return html`<div class="found" role="group" aria-labelledby="found" @keydown=${does.onKey}>
      <h3 id="found">${strings.people}</h3>
      ${problem}
      ${each(
        people,
        ({id}) => id,
        (person, at) => {
          const {id, avatar, presence} = person;
          const name = nameOr(person, id);
          const state = presenceWord(presence, strings);
          return html`<button class="person" tabindex=${at === 0 ? 0 : -1} @click=${() => does.onOpen(id)}>
            <chat-avatar .user=${id} .name=${name} .src=${avatar} .presence=${presence}></chat-avatar>
            <span class="ellipsis" dir="auto">${name}<span class="unseen">${state ? `, ${state}` : nothing}</span></span>
          </button>`;
        },
      )}
    </div>`;
}

/** A group of what was found, and what went wrong with it. */
export const foundStyles = css`
  .found {
    padding: 8px;
  }
  .problem {
    margin: 0;
    padding: 8px 20px;
    color: var(--_danger);
    font-size: var(--_small);
  }
`;

const styles = css`
  #found {
    padding: 4px 12px;
    color: var(--_text-2);
    font-size: var(--_small);
  }
  .person {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 12px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 52px;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    font-weight: 600;
    text-align: start;
    --chat-avatar-size: 36px;
  }
  .person:hover {
    background: var(--_hover);
  }
  .person:focus-visible {
    outline-offset: -2px;
  }
`;
