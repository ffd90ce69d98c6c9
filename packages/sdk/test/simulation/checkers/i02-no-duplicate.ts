/** I2. One message per id and one bubble per intent, on the server and in every picture. */
import type {MakeChecker} from '../checker.js';

/** What a message said first, whatever it was edited to. */
export function intentOf(text: string): string {
  const end = text.indexOf('~');
  return end < 0 ? text : text.slice(0, end);
}

export const noDuplicate: MakeChecker = (world, fail) => ({
  drew(tab, _conversation, {messages}) {
    const ids = new Set<string>();
    const intents = new Set<string>();
    for (const {id, own, deleted, content} of messages) {
      if (ids.has(id)) fail(`${tab.name} draws ${id} twice`);
      ids.add(id);
      if (!own || deleted || content.kind !== 'text') continue;
      const intent = intentOf(content.text);
      if (intents.has(intent)) fail(`${tab.name} draws ${intent} twice`);
      intents.add(intent);
    }
  },
  ended() {
    for (const {id} of world.truth.now.conversations.values()) {
      const seen = new Set<string>();
      for (const message of world.server.messagesOf(id)) {
        if (seen.has(message)) fail(`${message} is on the server twice`);
        seen.add(message);
      }
    }
  },
});
