import {css, html, nothing} from 'lit';
import {property} from 'lit/decorators.js';
import {ChatPart} from '../internal/chat-part.js';
import {dialogStyles} from '../internal/dialog.styles.js';
import {
  boxActions,
  type Keymap,
  logActions,
  messageActions,
  keymap as ourKeys,
  threadActions,
} from '../internal/keymap.js';
import {Modal} from '../internal/modal.js';
import type {Strings} from '../strings.js';
import {base} from '../tokens.styles.js';
import '../strings/en-aids.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

/** One line: the keys, and what they do. */
type Line = [keys: string[], use: string];
type Group = {title: string; lines: Line[]};

const arrows: Readonly<Record<string, string>> = {ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→'};

/**
 * The dialog that lists the keys (UX 1.5), as the host has set them. A message opens it with `?`; alone it opens by `show()`.
 *
 * @tagname chat-keys
 * @fires close - the dialog was closed
 * @csspart dialog - the dialog
 */
export class ChatKeys extends ChatPart {
  static override styles = [
    base,
    dialogStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: minmax(132px, 40%) 1fr;
        gap: 4px 16px;
        align-items: baseline;
        margin: 0;
        padding: 0 20px 8px;
      }
      dd {
        margin: 0;
      }
      dt {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        align-items: center;
        color: var(--_text-3);
      }
      kbd {
        color: var(--_text);
        min-inline-size: 28px;
        padding: 2px 6px;
        border: 1px solid var(--_line-strong);
        border-radius: 6px;
        background: var(--_raised);
        font: 400 var(--_meta) / var(--_line-box) var(--_font);
        text-align: center;
      }
    `,
  ];

  /** The keys that the host has changed. */
  @property({attribute: false}) keymap?: Partial<Keymap> | undefined;
  #modal = new Modal(this);

  show(): Promise<void> {
    return this.#modal.show();
  }

  override render() {
    const {strings} = this;
    return this.#modal.draw(
      strings.keyboardShortcuts,
      html`<div class="body" tabindex="0" role="region" aria-labelledby="title">
        ${groups(strings, {...ourKeys, ...this.keymap}).map(
          ({title, lines}) => html`<h3>${title}</h3>
            <dl>${lines.map((line) => drawLine(line, strings))}</dl>`,
        )}
      </div>`,
    );
  }
}

const drawLine = ([keys, use]: Line, strings: Strings) =>
  html`<dt>${keys.map((key, at) => html`${at > 0 ? ' ' : nothing}${drawKey(key, strings)}`)}</dt>
    <dd>${use}</dd>`;

/** `Mod+Shift+B` as the caps of three keys, named as they are on the reader's keyboard. */
function drawKey(key: string, {keyNames}: Strings): unknown {
  const names: Readonly<Record<string, string>> = {...keyNames, ...(isApple() && {Mod: '⌘', Alt: '⌥', Shift: '⇧'})};
  // the sign itself may be a plus
  const parts = key.split(/\+(?!$)/);
  return parts.map((part, at) => html`${at > 0 ? '+' : nothing}<kbd>${arrows[part] ?? names[part] ?? part}</kbd>`);
}

const isApple = (): boolean => /Mac|iP/.test(navigator.platform);

function groups(strings: Strings, keys: Keymap): Group[] {
  const {keyUses} = strings;
  const uses: Record<keyof Keymap, string> = {
    bold: keyUses.bold,
    italic: keyUses.italic,
    code: strings.code,
    editLast: keyUses.editLast,
    reply: strings.reply,
    edit: strings.edit,
    react: strings.addReaction,
    delete: strings.delete,
    copy: strings.copyText,
    unread: strings.unreadFromHere,
    select: strings.select,
    help: keyUses.help,
    goToDate: strings.goToDate,
    search: strings.searchInConversation,
  };
  const changeable = (actions: readonly (keyof Keymap)[]): Line[] =>
    actions.filter((action) => keys[action]).map((action) => [[keys[action]], uses[action]]);
  const menu: Line = [['Shift+F10'], keyUses.menu];
  const page: Line = [['PageUp', 'PageDown'], keyUses.page];
  return [
    {
      title: strings.keysInLog,
      lines: [
        [['ArrowUp', 'ArrowDown'], keyUses.step],
        [['Home', 'End'], keyUses.ends],
        page,
        ...changeable([...logActions, ...threadActions]),
        [['Enter'], keyUses.enter],
        [['Escape'], keyUses.leave],
      ],
    },
    {
      title: strings.keysOnMessage,
      lines: [...changeable(messageActions), [['Shift+ArrowUp', 'Shift+ArrowDown'], keyUses.selectMore], menu],
    },
    {
      title: strings.keysInBox,
      lines: [[['Mod+Enter'], strings.send], [['Shift+Enter'], keyUses.newLine], ...changeable(boxActions), page],
    },
    {
      title: strings.keysInConversations,
      lines: [[['ArrowUp', 'ArrowDown'], keyUses.rows], [['Enter'], keyUses.open], menu],
    },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-keys': ChatKeys;
  }
}
