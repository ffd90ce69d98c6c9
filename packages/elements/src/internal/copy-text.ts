/**
 * Puts a text into the clipboard; answers whether it is there. On a page that came over http there is no `navigator.clipboard`, and
 * elsewhere it may be refused: then a field in `root` is copied from, as by hand.
 */
export async function copyText(text: string, root: ShadowRoot): Promise<boolean> {
  const {clipboard} = navigator as Partial<Navigator>;
  // at once: what waits is no longer the doing of whoever pressed
  if (!clipboard) return copyByHand(text, root);
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text, root);
  }
}

function copyByHand(text: string, root: ShadowRoot): boolean {
  const {activeElement} = root;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.cssText = 'position:fixed;inset:0 auto auto 0;inline-size:1px;block-size:1px;opacity:0';
  // a log copies what is selected in its messages
  field.addEventListener('copy', (event) => event.stopPropagation());
  root.append(field);
  field.focus({preventScroll: true});
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    (activeElement as HTMLElement | null)?.focus({preventScroll: true});
  }
}
