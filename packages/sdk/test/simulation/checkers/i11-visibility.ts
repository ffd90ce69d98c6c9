/** I11. Nobody is told what they may not see: no message, preview or quote from outside their times of membership. */
import type {InboxRow, Message} from '../../../src/protocol/index.js';
import type {MakeChecker} from '../checker.js';
import type {Tab} from '../tab.js';
import {maySee} from '../truth.js';

export const visibility: MakeChecker = (world, fail) => {
  function see(tab: Tab, conversation: string, seq: number, rev: number, sender: string, text: string): void {
    const member = world.truth.now.conversations.get(conversation)?.members.get(tab.user);
    // what I sent I may always have back (PWP-SEND-005)
    if (!text || sender === tab.user || world.wasRestored) return;
    if (!member || !maySee(member, seq, rev)) fail(`${tab.name} is told "${text}" (${seq}, ${rev}) of ${conversation}`);
  }
  function message(tab: Tab, conversation: string, {seq, rev, sender, content, replyTo}: Message): void {
    see(tab, conversation, seq, rev, sender, content.text || String(content.data?.['event'] ?? ''));
    if (replyTo) see(tab, conversation, replyTo.seq, replyTo.seq, replyTo.sender, replyTo.text);
  }
  /** Finds rows and messages wherever they stand in a body. */
  function walk(tab: Tab, value: unknown, conversation: string): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) walk(tab, item, conversation);
      return;
    }
    const item = value as Record<string, unknown>;
    if ('membership' in item && 'own' in item) {
      const {preview, conversation: meta} = item as unknown as InboxRow;
      if (preview) see(tab, meta.id, preview.seq, preview.rev, preview.sender, preview.text);
      return;
    }
    if ('sender' in item && 'content' in item) return message(tab, conversation, item as unknown as Message);
    const inside = typeof item['conversation'] === 'string' ? item['conversation'] : conversation;
    for (const inner of Object.values(item)) walk(tab, inner, inside);
  }
  return {
    arrived(tab, _what, _op, body, {input}) {
      walk(tab, body, (input as {conversation?: string} | undefined)?.conversation ?? '');
    },
  };
};
