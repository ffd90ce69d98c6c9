/** Which key does what, in one table that a host can change and that the help dialog lists (UX 1.5). */

/** Keys are written `Mod+B`, with `Mod` for Control or Command; an empty one switches the action off. */
export const keymap = {
  /* in the box */
  bold: 'Mod+B',
  italic: 'Mod+I',
  code: 'Mod+E',
  editLast: 'ArrowUp',
  /* on a message */
  reply: 'R',
  edit: 'E',
  react: '+',
  delete: 'Delete',
  copy: 'C',
  unread: 'U',
  select: 'X',
  help: '?',
  /* among the messages */
  goToDate: 'G',
  /* anywhere in a conversation; a browser's own search is the host's to give away */
  search: '',
};

export type Keymap = typeof keymap;

export const boxActions = ['bold', 'italic', 'code', 'editLast'] as const satisfies (keyof Keymap)[];
export const messageActions = [
  'reply',
  'edit',
  'react',
  'delete',
  'copy',
  'unread',
  'select',
  'help',
] as const satisfies (keyof Keymap)[];

export const logActions = ['goToDate'] as const satisfies (keyof Keymap)[];

export const threadActions = ['search'] as const satisfies (keyof Keymap)[];

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The key as the table writes it. Shift is told with letters only: where it is held for a sign depends on the keyboard. */
export function written({key, ctrlKey, metaKey, altKey, shiftKey}: Key): string {
  const name = key.length === 1 ? key.toUpperCase() : key;
  const isSign = key.length === 1 && name === key.toLowerCase();
  return `${ctrlKey || metaKey ? 'Mod+' : ''}${altKey ? 'Alt+' : ''}${shiftKey && !isSign ? 'Shift+' : ''}${name}`;
}

/** What a key does by the table, among these actions; nothing where it stands for itself. */
export function actionOf<Action extends keyof Keymap>(
  event: Key,
  actions: readonly Action[],
  changed: Partial<Keymap> = {},
): Action | undefined {
  const pressed = written(event);
  return actions.find((action) => (changed[action] ?? keymap[action]) === pressed);
}
