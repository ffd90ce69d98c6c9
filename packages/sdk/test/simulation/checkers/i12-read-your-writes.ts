/** I12. Once a tab has shown a message of mine as sent, no later picture that reaches the newest message is without it. */
import type {MakeChecker} from '../checker.js';
import type {Tab} from '../tab.js';

export const readYourWrites: MakeChecker = (world, fail) => {
  const sent = new WeakMap<Tab, Map<string, Map<string, number>>>();
  const of = (tab: Tab, conversation: string): Map<string, number> => {
    const own = sent.get(tab) ?? new Map<string, Map<string, number>>();
    sent.set(tab, own);
    const messages = own.get(conversation) ?? new Map<string, number>();
    own.set(conversation, messages);
    return messages;
  };
  return {
    drew(tab, conversation, {messages, end, readAt: _}) {
      const known = of(tab, conversation);
      const row = tab.chat.conversation(conversation).state.get();
      // the cache was dropped, or I am out: what is shown begins anew
      if (world.wasRestored || row?.membership !== 'joined' || !messages.length) return known.clear();
      const shown = new Set(messages.map(({id}) => id));
      const first = messages.find(({seq}) => seq !== undefined)?.seq ?? Number.MAX_SAFE_INTEGER;
      for (const [id, seq] of known)
        if (end && seq > first && !shown.has(id)) fail(`${tab.name} no longer shows ${id}, which was sent`);
      for (const {id, own, seq, content} of messages)
        if (own && seq !== undefined && content.kind !== 'system') known.set(id, seq);
    },
  };
};
