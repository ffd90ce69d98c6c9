/** A message for later: when it is sent, and all that wait, to be changed or taken back. Loaded when it is opened. */
import type {ChatError, ConversationHandle, MessageContent, Scheduled, ScheduledMessage} from '@parlor/sdk';
import {parseMarkup, toMarkup} from '@parlor/sdk/markup';
import {css, html, nothing, render} from 'lit';
import {fullTime} from '../chat-time/format.js';
import {adopt} from '../internal/adopt.js';
import {announce} from '../internal/announcer.js';
import {dialogStyles, fitStyles} from '../internal/dialog.styles.js';
import {drawIcon} from '../internal/icons.js';
import {keepingFocus} from '../internal/keep-focus.js';
import {keepKeys} from '../internal/keys.js';
import type {Strings} from '../strings.js';
import {base} from '../tokens.styles.js';
import type {Composer} from './composer-fields.js';
import {editRanges} from './ranges.js';
import '../strings/en-composer.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

type Options = {content(): MessageContent | undefined; stored(): void; report(error: unknown): void};

const [minute, hour] = [60_000, 3_600_000];

/** A time as the field has it: of this device's zone, to the minute. */
export const toField = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * minute).toISOString().slice(0, 16);
export const fromField = (value: string): number => new Date(value).getTime();
/** The full hour that is not too near. */
export const nextHour = (now: number): number => Math.ceil((now + hour / 2) / hour) * hour;

/** Why it was or is refused, in words. */
export function whyRefused(code: ChatError['code'], strings: Strings): string {
  const {refusals} = strings;
  if (code === 'SCHEMA') return strings.timeIsOver;
  if (code === 'CLOSED') return strings.closedConversation;
  if (code === 'READ_ONLY') return strings.cannotWrite;
  return refusals[code as keyof typeof refusals] ?? strings.changeFailed;
}

/** Resolves when it is open. */
export async function openLater(host: Composer, handle: ConversationHandle, options: Options): Promise<void> {
  const root = host.renderRoot as ShadowRoot;
  // a root of its own: the styles of dialogs are none of the composer's
  const holder = document.createElement('div');
  const inside = holder.attachShadow({mode: 'open'});
  for (const sheet of [base, dialogStyles, fitStyles, styles]) adopt(inside, sheet);
  const dialog = document.createElement('dialog');
  const opener = root.activeElement as HTMLElement | null;
  /** What the box holds; nothing while one that waits is changed. */
  const content = options.content();
  let changing: ScheduledMessage | undefined;
  /** Its words with their markup, as they came into the field; what has none lies beside them. */
  let shown: ReturnType<typeof toMarkup> = {text: '', ranges: []};
  let problem = '';
  let scheduled: Scheduled | undefined;

  const field = <Tag extends 'input' | 'textarea'>(tag: Tag) => dialog.querySelector(tag) as HTMLElementTagNameMap[Tag];
  const now = (): number => host.settings.now();

  /** Says what went wrong, where it did. */
  const attempt = async (run: () => Promise<unknown>): Promise<boolean> => {
    problem = '';
    try {
      await run();
      return true;
    } catch (error) {
      problem = whyRefused((error as ChatError).code, host.strings);
      options.report(error);
      return false;
    } finally {
      draw();
    }
  };

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const at = fromField(field('input').value);
    if (!(at > now())) {
      problem = host.strings.timeIsOver;
      return draw();
    }
    const told = host.strings.scheduledFor(fullTime(at, host.settings));
    if (changing) {
      const {id, content: before, replyTo} = changing;
      const typed = editRanges(shown.ranges, shown.text, field('textarea').value);
      const {text, ranges} = parseMarkup(typed.text, typed.ranges);
      const words = {...before, text, ranges, ...(replyTo && {replyTo})} as MessageContent;
      if (!(await attempt(async () => scheduled?.change(id, words, at)))) return;
      announce(host, told);
      change(undefined);
    } else if (content && (await attempt(async () => scheduled?.add(content, at)))) {
      options.stored();
      announce(host, told);
      dialog.close();
    }
  };
  const change = (message: ScheduledMessage | undefined): void => {
    const before = changing;
    changing = message;
    problem = '';
    draw();
    if (!message) {
      // back to where it was begun
      const at = scheduled?.list.get().findIndex(({id}) => id === before?.id) ?? -1;
      dialog.querySelectorAll('li')[at]?.querySelector('button')?.focus();
      return;
    }
    shown = toMarkup(message.content.text, message.content.ranges ?? []);
    field('textarea').value = shown.text;
    field('input').value = toField(Math.max(message.at, nextHour(now())));
    field('textarea').focus();
  };

  const drawForm = (strings: Strings) => html`<form @submit=${(event: Event) => void submit(event)}>
    ${
      changing
        ? html`<textarea rows="3" dir="auto" required aria-label=${strings.message}></textarea>`
        : html`<p class="said" dir="auto">${content?.text}</p>`
    }
    <label>
      ${strings.sendAt}
      <input type="datetime-local" required min=${toField(now())} aria-describedby=${problem ? 'problem' : nothing} />
    </label>
    <div class="acts">
      ${changing ? html`<button type="button" class="plain" @click=${() => change(undefined)}>${strings.cancel}</button>` : nothing}
      <button class="primary">${changing ? strings.save : strings.schedule}</button>
    </div>
  </form>`;

  const drawOne = (message: ScheduledMessage, strings: Strings) => {
    const {content: said, at, failure, id} = message;
    const about = (what: string): string => `${what}: ${said.text}`;
    return html`<li>
      <div class="what">
        <time class="quiet">${fullTime(at, host.settings)}</time>
        <span class="said" dir="auto">${said.text}</span>
        ${failure ? html`<span class="problem">${strings.notSent}: ${failure.reason ?? whyRefused(failure.code, strings)}</span>` : nothing}
      </div>
      <button class="icon-button" aria-label=${about(strings.edit)} @click=${() => change(message)}>
        ${drawIcon('edit', host.settings.icons)}
      </button>
      <button
        class="icon-button"
        aria-label=${about(strings.remove)}
        @click=${() => void attempt(async () => scheduled?.remove(id))}
      >
        ${drawIcon('trash', host.settings.icons)}
      </button>
    </li>`;
  };

  const draw = (): void => keepingFocus(inside, drawAll);

  function drawAll(): void {
    const {strings, settings} = host;
    const messages = scheduled?.list.get() ?? [];
    dialog.setAttribute('aria-label', strings.sendLater);
    render(
      html`<div class="top">
          <h2>${strings.sendLater}</h2>
          <button class="icon-button" aria-label=${strings.close} @click=${() => dialog.close()}>
            ${drawIcon('close', settings.icons)}
          </button>
        </div>
        <div class="body">
          ${scheduled && (content || changing) ? drawForm(strings) : nothing}
          ${scheduled && !content && !changing && !messages.length ? html`<p class="hint">${strings.writeFirst}</p>` : nothing}
          ${problem ? html`<p class="problem" id="problem" role="alert">${problem}</p>` : nothing}
          ${
            messages.length
              ? html`<h3>${strings.scheduledMessages}</h3>
                <ul>
                  ${messages.map((message) => drawOne(message, strings))}
                </ul>`
              : nothing
          }
        </div>`,
      dialog,
    );
  }

  await attempt(async () => {
    scheduled = await handle.scheduled();
  });
  const stop = scheduled?.list.subscribe(draw);
  dialog.addEventListener('keydown', (event) => {
    // Escape closes this dialog, and nothing around it
    if (event.key === 'Escape') event.stopPropagation();
    keepKeys(event);
  });
  dialog.addEventListener('close', (event) => {
    event.stopPropagation();
    stop?.();
    holder.remove();
    if (opener?.isConnected) opener.focus({preventScroll: true});
    else host.focus();
  });
  inside.append(dialog);
  root.append(holder);
  dialog.showModal();
  const first = field('input');
  if (first) {
    first.value = toField(nextHour(now()));
    first.focus();
  }
}

const styles = css`
  form {
    display: grid;
    gap: 14px;
    padding: 4px 20px 20px;
  }
  .said {
    display: -webkit-box;
    margin: 0;
    overflow: hidden;
    color: var(--_text);
    line-height: var(--_snug);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
  }
  form > .said {
    padding: 10px 14px;
    border-radius: var(--_radius-card);
    background: var(--_own);
  }
  label {
    display: grid;
    gap: 6px;
    color: var(--_text-2);
    font-size: var(--_small);
    font-weight: 600;
  }
  :is(input, textarea) {
    min-block-size: 44px;
    padding: 8px 12px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-control);
    background: var(--_raised);
    color: var(--_text);
    font-size: max(16px, var(--_body));
    font-weight: 400;
    resize: vertical;
  }
  .acts {
    display: flex;
    gap: 8px;
    justify-content: flex-end;
  }
  .acts button {
    min-block-size: 44px;
  }
  li {
    display: flex;
    gap: 4px;
    align-items: center;
    padding: 8px 0;
    padding-inline-start: 12px;
  }
  .what {
    display: grid;
    flex: 1;
    gap: 2px;
    min-inline-size: 0;
  }
  .problem {
    margin: 0;
    color: var(--_danger);
    font-size: var(--_small);
    line-height: var(--_snug);
  }
  .what .problem {
    padding: 0;
  }
  .body > .problem {
    padding: 0 20px 16px;
  }
`;
