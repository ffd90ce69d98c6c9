/** A poll in its message: each option a button with how many chose it. As high with many votes as with none. */
import type {Message} from '@parlor/sdk';
import {type PollChoice, type PollView, viewPoll} from '@parlor/sdk/poll';
import {css, html, nothing} from 'lit';
import {fullTime} from '../chat-time/format.js';
import type {ChatSettings} from '../internal/client-context.js';
import {drawIcon} from '../internal/icons.js';
import {setStyle} from '../internal/set-style.js';
import {shortCount} from '../internal/short-count.js';
import type {Strings} from '../strings.js';
import '../strings/en-conversation.js';

type Host = {
  readonly strings: Strings;
  readonly settings: ChatSettings;
  do(action: 'react', key: string): void;
  /** A pointer or the focus has come to an option, or left it: who chose it is told as with reactions. */
  onReactions(event: Event): void;
};

/** A timer takes no more. */
const longest = 2_147_483_647;

/** In how many milliseconds it closes by itself; 0: it does not, or has. */
export function closesIn({content: {poll}, deleted}: Message, now: number): number {
  const {closesAt = 0, closed} = poll ?? {};
  return deleted || closed ? 0 : Math.min(Math.max(0, closesAt - now), longest);
}

export function drawPoll(host: Host, message: Message) {
  const {strings, settings} = host;
  const poll = viewPoll(message, settings.now());
  if (!poll) return nothing;
  return html`<div
      class="poll"
      part="poll"
      role="group"
      aria-label=${strings.poll}
      @pointerover=${host.onReactions}
      @pointerleave=${host.onReactions}
      @focusin=${host.onReactions}
      @focusout=${host.onReactions}
      >${poll.choices.map((choice) => drawChoice(host, poll, choice))}<div id="poll" class="tally ellipsis"
        >${strings.votes(poll.votes)} · ${stateOf(poll, strings, settings)}</div
      ></div
    >`;
}

function stateOf({isClosed, closesAt, multiple}: PollView, strings: Strings, settings: ChatSettings): string {
  if (isClosed) return strings.pollClosed;
  if (closesAt !== undefined) return strings.pollCloses(fullTime(closesAt, settings));
  return multiple ? strings.chooseSeveral : strings.chooseOne;
}

function drawChoice(host: Host, poll: PollView, {text, key, votes, share, own}: PollChoice) {
  const {strings, settings} = host;
  const percent = new Intl.NumberFormat(settings.locale, {style: 'percent'}).format(share);
  const all = strings.votes(poll.votes);
  return html`<button
      type="button"
      tabindex="-1"
      class="option"
      data-key=${key}
      aria-pressed=${own}
      aria-disabled=${poll.isClosed ? 'true' : nothing}
      aria-label=${strings.pollOption(text, shortCount(votes, settings.locale), all, percent, own)}
      @click=${() => choose(host, poll, {key, own})}
      ><span class="mark ${poll.multiple ? 'many' : 'one'}">${own ? drawIcon('check', settings.icons) : nothing}</span
      ><span class="choice" dir="auto">${text}</span><span class="percent" data-percent=${percent}></span
      ><span class="bar"><span ${setStyle({'inline-size': `${share * 100}%`})}></span></span></button
    >`;
}

/** Of a single choice the other one goes with it, so that both are seen at once. */
function choose(
  host: Host,
  {choices, multiple, isClosed}: PollView,
  {key, own}: Pick<PollChoice, 'key' | 'own'>,
): void {
  if (isClosed) return;
  if (!own && !multiple) for (const other of choices) if (other.own) host.do('react', other.key);
  host.do('react', key);
}

export const pollStyles = css`
  .poll {
    display: grid;
    gap: 4px;
    inline-size: min(320px, 100cqi - 140px);
    max-inline-size: 100%;
    margin-block: 6px 2px;
  }
  .media .poll {
    margin-inline: 8px;
  }
  .option {
    display: grid;
    grid-template-columns: 20px 1fr auto;
    gap: 4px 8px;
    align-items: center;
    min-block-size: 44px;
    padding: 6px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-control);
    background: var(--_raised);
    color: var(--_text);
    line-height: var(--_snug);
    text-align: start;
  }
  .option[aria-pressed='true'] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  .option[aria-disabled='true'] {
    cursor: default;
  }
  .option .mark {
    display: grid;
    place-items: center;
    inline-size: 18px;
    block-size: 18px;
    border: 1.5px solid var(--_text-3);
    border-radius: 50%;
  }
  .option .many {
    border-radius: 5px;
  }
  [aria-pressed='true'] .mark {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .option .mark svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .choice {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  /* as wide as it ever is: the words beside it break the same with any number */
  .percent {
    min-inline-size: 5ch;
    color: var(--_text-2);
    font-size: var(--_small);
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  /* its name has it among its words, in another place */
  .percent::after {
    content: attr(data-percent);
  }
  .bar {
    grid-column: 2 / -1;
    block-size: 4px;
    overflow: hidden;
    border-radius: 2px;
    background: var(--_line);
  }
  .bar span {
    display: block;
    block-size: 100%;
    border-radius: inherit;
    background: var(--_accent);
  }
  .tally {
    color: var(--_text-2);
    font-size: var(--_meta);
    line-height: var(--_snug);
  }
  @media (forced-colors: active) {
    /* the track would have the colour of text, as dark as what is filled of it */
    .bar {
      background: none;
    }
    .bar span {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
