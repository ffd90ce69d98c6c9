/** What those who manage a group choose in its details: slow mode, and what whoever is added sees of before. */
import type {Conversation} from '@parlor/sdk';
import {html} from 'lit';
import {duration} from '../internal/duration.js';
import {drawIcon, type Icons} from '../internal/icons.js';
import {drawTimeIcon} from '../internal/time-icon.js';
import type {Strings} from '../strings.js';
import '../strings/en-dialogs.js';

/** Seconds to choose from; what else the host has set is offered as well. */
const steps = [5, 10, 30, 60, 300, 900, 3_600, 21_600];

/** `words` say what was chosen. */
type How<Value> = {strings: Strings; icons: Icons; set: (value: Value, words: string) => void};
type Choice<Value> = {icon: unknown; label: string; value: Value; options: readonly (readonly [Value, string])[]};

function drawChoice<Value extends string | number>(
  {icon, label, value, options}: Choice<Value>,
  set: How<Value>['set'],
) {
  const chosen = (event: Event): void => {
    const option = options[(event.target as HTMLSelectElement).selectedIndex];
    if (option) set(option[0], `${label}: ${option[1]}`);
  };
  return html`<label class="setting">
    ${icon}<span>${label}</span>
    <select .value=${String(value)} @change=${chosen}>
      ${options.map(([one, words]) => html`<option value=${one} ?selected=${one === value}>${words}</option>`)}
    </select>
  </label>`;
}

export function drawSlowSetting({slowSeconds = 0}: Conversation, {strings, icons, set}: How<number>) {
  const choices = [...new Set([...steps, slowSeconds])].filter((seconds) => seconds > 0).sort((a, b) => a - b);
  const options = [0, ...choices].map(
    (seconds) => [seconds, seconds === 0 ? strings.off : duration(seconds, strings.language)] as const,
  );
  return drawChoice({icon: drawTimeIcon(icons), label: strings.slowModeSetting, value: slowSeconds, options}, set);
}

export function drawHistorySetting(
  {history = 'joined'}: Conversation,
  {strings, icons, set}: How<NonNullable<Conversation['history']>>,
) {
  const options = [
    ['joined', strings.historyJoined],
    ['all', strings.historyAll],
  ] as const;
  return drawChoice({icon: drawIcon('messages', icons), label: strings.historySetting, value: history, options}, set);
}
