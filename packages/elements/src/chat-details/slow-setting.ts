/** Slow mode in the details of a group, for those who manage it. */
import type {Conversation} from '@parlor/sdk';
import {html} from 'lit';
import {duration} from '../internal/duration.js';
import type {Icons} from '../internal/icons.js';
import {drawTimeIcon} from '../internal/time-icon.js';
import type {Strings} from '../strings.js';
import '../strings/en-dialogs.js';

/** Seconds to choose from; what else the host has set is offered as well. */
const steps = [5, 10, 30, 60, 300, 900, 3_600, 21_600];

type How = {strings: Strings; icons: Icons; set: (seconds: number, words: string) => void};

export function drawSlowSetting({slowSeconds = 0}: Conversation, {strings, icons, set}: How) {
  const choices = [...new Set([...steps, slowSeconds])].filter((seconds) => seconds > 0).sort((a, b) => a - b);
  const wordsOf = (seconds: number): string => (seconds === 0 ? strings.off : duration(seconds, strings.language));
  const chosen = (event: Event): void => {
    const seconds = Number((event.target as HTMLSelectElement).value);
    set(seconds, `${strings.slowModeSetting}: ${wordsOf(seconds)}`);
  };
  return html`<label class="setting">
    ${drawTimeIcon(icons)}<span>${strings.slowModeSetting}</span>
    <select .value=${String(slowSeconds)} @change=${chosen}>
      ${[0, ...choices].map(
        (seconds) => html`<option value=${seconds} ?selected=${seconds === slowSeconds}>${wordsOf(seconds)}</option>`,
      )}
    </select>
  </label>`;
}
