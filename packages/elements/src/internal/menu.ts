/** Menus and questions in the top layer of an element's own shadow root. Loaded when the first one is opened. */
import {css, html, nothing, render} from 'lit';
import {adopt} from './adopt.js';
import {drawIcon} from './icons.js';
import {place} from './place.js';

export type MenuItem = {
  label: string;
  icon?: unknown;
  /** Given: it can be checked. */
  isOn?: boolean;
  isDangerous?: boolean;
  /** Stands beside its neighbours in a line of its kind, as reactions do. */
  isShort?: boolean;
  act: () => void;
};

/** The room of an icon, so that words stand under words. */
export const noIcon = () => html`<span class="check"></span>`;

/** What has the focus, however deep in shadow roots; nothing while that is the page itself. */
function deepActive(): Element | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active && active !== document.body ? active : undefined;
}

/** Gives the focus to the first that is still there, at last to the element itself. */
function focusBack(root: ShadowRoot, candidates: readonly (HTMLElement | null)[]): void {
  const back = candidates.find((element) => element?.isConnected) ?? (root.host as HTMLElement);
  back.focus({preventScroll: true});
}

/** Opens a menu beside `opener`. The focus goes back to where it was, to the opener, or to what holds both. */
export function openMenu(
  root: ShadowRoot,
  {opener, label, items}: {opener: HTMLElement; label: string; items: readonly MenuItem[]},
): void {
  adopt(root, styles);
  const from = root.activeElement as HTMLElement | null;
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.popover = 'auto';
  menu.setAttribute('part', 'menu');
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  render(
    items.map(
      ({label: text, icon, isOn, isDangerous, isShort, act}) => html`<button
        type="button"
        role=${isOn === undefined ? 'menuitem' : isShort ? 'menuitemcheckbox' : 'menuitemradio'}
        aria-checked=${isOn ?? nothing}
        tabindex="-1"
        class=${isDangerous ? 'danger' : isShort ? 'short' : ''}
        title=${isShort && icon ? text : nothing}
        aria-label=${isShort && icon ? text : nothing}
        @click=${() => {
          menu.hidePopover();
          // before the choice: a question it opens gives the focus back to where it found it
          if (menu.contains(root.activeElement)) focusBack(root, [from, opener]);
          act();
        }}
      >
        ${icon ?? (isOn === undefined || isShort ? nothing : html`<span class="check">${isOn ? drawIcon('check') : nothing}</span>`)}${isShort && icon ? nothing : text}
      </button>`,
    ),
    menu,
  );
  menu.addEventListener('keydown', (event) => {
    const all = [...menu.querySelectorAll('button')];
    const {key} = event;
    const at = all.indexOf(root.activeElement as HTMLButtonElement);
    const startsWith = (button: HTMLElement) =>
      (button.ariaLabel ?? button.textContent ?? '').trim().toLowerCase().startsWith(key.toLowerCase());
    const [after, before] = [all[(at + 1) % all.length], all.at(at - 1)];
    // what stands side by side goes on in the direction of reading
    const isRtl = menu.matches(':dir(rtl)');
    const next = {
      ArrowDown: after,
      ArrowRight: isRtl ? before : after,
      ArrowUp: before,
      ArrowLeft: isRtl ? after : before,
      Home: all[0],
      End: all.at(-1),
    }[key];
    event.stopPropagation();
    if (key === 'Enter' || key === ' ') return;
    event.preventDefault();
    if (key === 'Escape' || key === 'Tab') menu.hidePopover();
    else (next ?? (key.length === 1 ? [...all.slice(at + 1), ...all].find(startsWith) : undefined))?.focus();
  });
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'open') return;
    const active = deepActive();
    const isLost = !active || menu.contains(active);
    menu.remove();
    opener.removeAttribute('aria-expanded');
    // a choice may have moved the focus on purpose, also into another element
    if (isLost) focusBack(root, [from, opener]);
  });
  // beside an open dialog a menu would be inert
  (opener.closest('dialog') ?? root).append(menu);
  menu.showPopover();
  place(menu, opener);
  opener.setAttribute('aria-expanded', 'true');
  menu.querySelector('button')?.focus();
}

/** Asks before something that cannot be undone; starts on Cancel. Resolves to whether it shall be done. */
export function ask(
  root: ShadowRoot,
  question: {title: string; text: string; action: string; cancel: string},
): Promise<boolean> {
  adopt(root, styles);
  const dialog = document.createElement('dialog');
  dialog.className = 'question';
  dialog.setAttribute('part', 'dialog');
  dialog.setAttribute('aria-label', question.title);
  const opener = root.activeElement as HTMLElement | null;
  render(
    html`<h2>${question.title}</h2>
      <p>${question.text}</p>
      <div class="choices">
        <button type="button" autofocus @click=${() => dialog.close()}>${question.cancel}</button>
        <button type="button" class="danger" @click=${() => dialog.close('yes')}>${question.action}</button>
      </div>`,
    dialog,
  );
  root.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', (event) => {
      // the close is this dialog's own, not that of one around it
      event.stopPropagation();
      dialog.remove();
      focusBack(root, [opener]);
      resolve(dialog.returnValue === 'yes');
    });
    dialog.addEventListener('keydown', (event) => event.stopPropagation());
    dialog.showModal();
  });
}

const styles = css`
  .menu {
    position: fixed;
    inset: 0 auto auto 0;
    min-inline-size: 200px;
    max-inline-size: calc(100vw - 16px);
    max-block-size: calc(100dvh - 16px);
    margin: 0;
    padding: 6px;
    overflow-y: auto;
    border: var(--_border) solid var(--_line-strong);
    border-radius: var(--_radius-card);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    color: var(--_text);
    animation: menu 120ms var(--_ease);
  }
  @keyframes menu {
    from {
      opacity: 0;
    }
  }
  .menu button {
    display: flex;
    gap: 12px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 40px;
    padding-inline: 10px 20px;
    border-radius: 8px;
    text-align: start;
  }
  .menu button:is(:hover, :focus-visible) {
    background: var(--_hover);
  }
  .menu button:focus-visible {
    outline-offset: -2px;
  }
  .menu .short {
    display: inline-grid;
    place-content: center;
    vertical-align: top;
    inline-size: 40px;
    padding: 0;
    font-family: 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', var(--_font);
    font-size: 20px;
  }
  .menu svg {
    color: var(--_text-2);
  }
  .menu .check {
    display: grid;
    inline-size: 20px;
    block-size: 20px;
  }
  .menu [aria-checked='true'] svg {
    color: var(--_accent);
  }
  .menu .danger,
  .danger svg,
  .question .danger {
    color: var(--_danger);
  }
  .menu [aria-checked='true'] {
    background: var(--_own);
    font-weight: 600;
  }
  /* also where other dialogs of the same element are sheets */
  dialog.question[open] {
    display: block;
    inline-size: fit-content;
    max-inline-size: min(360px, 100vw - 32px);
    block-size: fit-content;
    min-block-size: 0;
    max-block-size: calc(100dvh - 32px);
    margin: auto;
    overflow-y: auto;
  }
  .question {
    padding: 20px;
    border: var(--_border) solid var(--_line-strong);
    border-radius: var(--_radius-panel);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    color: var(--_text);
  }
  .question::backdrop {
    background: #0006;
  }
  .question h2 {
    margin: 0 0 8px;
    font: 600 var(--_title) / var(--_snug) var(--_font);
  }
  .question p {
    margin: 0;
    color: var(--_text-2);
  }
  .choices {
    display: flex;
    gap: 8px;
    justify-content: flex-end;
    margin-block-start: 20px;
  }
  .choices button {
    min-block-size: 40px;
    padding-inline: 16px;
    border: var(--_border) solid currentColor;
    border-radius: var(--_radius-control);
    background: var(--_hover);
    font-weight: 600;
  }
`;
