/** Positions and running numbers of messages, what a deleted one may keep, and what the conversation says of them all. */
import {instead, type Report} from './look.js';
import type {ConversationRow, MessageRow, Watcher} from './rows.js';

export function watchMessages(conversation: ConversationRow, report: Report): Watcher {
  const {id, seq: head} = conversation;
  const own = new Map<string, number>();
  let [k, lastSeq, before] = [0, 0, 0];
  let lastActivity = conversation.created_at;
  let lastTs = conversation.created_at;

  return {
    see(message) {
      const {seq, rev, touched, sender, countable, ts} = message;
      const say = (sentence: string): void => report(id, `message ${message.id} at ${seq}: ${sentence}`);
      if (seq === before) say('another message has this position');
      if (seq < 1 || seq > head) say(`its position is outside 1…${head}`);
      if (rev < seq || rev > head) say(`its rev ${rev} is outside ${seq}…${head}`);
      if (touched < rev || touched > head) say(`it was touched at ${touched}, outside ${rev}…${head}`);
      before = seq;
      if (countable === 1) {
        k++;
        own.set(sender, (own.get(sender) ?? 0) + 1);
        lastSeq = seq;
        lastActivity = Math.max(lastActivity, ts);
      }
      lastTs = Math.max(lastTs, ts);
      if (message.k !== k) say(`k is ${instead(message.k, k)}`);
      if (message.own !== (own.get(sender) ?? 0)) say(`own is ${instead(message.own, own.get(sender) ?? 0)}`);
      checkContent(message, say);
    },
    end() {
      const counted = {k, last_seq: lastSeq, last_activity: lastActivity, last_ts: lastTs};
      for (const name of ['k', 'last_seq', 'last_activity', 'last_ts'] as const)
        if (conversation[name] !== counted[name])
          report(id, `${name} is ${instead(conversation[name], counted[name])}`);
    },
  };
}

/** A tombstone keeps its kind and nothing else (PWP-MODEL-001). */
function checkContent({content, deleted}: MessageRow, say: (sentence: string) => void): void {
  const parsed = parse(content);
  if (parsed === undefined) return say('its content is not JSON');
  if (deleted === null) return;
  const left = Object.entries(parsed).filter(([name, value]) => name !== 'kind' && !(name === 'text' && value === ''));
  if (left.length > 0) say(`it is deleted, and still has ${left.map(([name]) => name).join(', ')}`);
}

function parse(content: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(content) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
