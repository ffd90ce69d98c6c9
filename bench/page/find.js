/** Whether a message below this root holds the text, through shadow roots. The list of conversations does not count. */
export function findText(root, text) {
  for (const element of root?.querySelectorAll('*') ?? []) {
    if (element.localName === 'chat-conversation-list') continue;
    if (element.localName === 'chat-message' && element.shadowRoot?.textContent.includes(text)) return true;
    if (element.shadowRoot && findText(element.shadowRoot, text)) return true;
  }
  return false;
}
