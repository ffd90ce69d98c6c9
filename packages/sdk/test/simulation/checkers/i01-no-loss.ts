/**
 * I1. What was promised to be queued is on the server in the end, or its author deleted it, or a device of its author shows it as
 * failed, with its text. What the server has acknowledged survives every crash.
 */
import type {MakeChecker} from '../checker.js';

export const noLoss: MakeChecker = (world, fail) => {
  const stored = new Set<string>();
  const acknowledged = new Map<string, string>();
  return {
    outbox(_disk, _lane, writes) {
      for (const write of writes) if ('add' in write && write.add.message) stored.add(write.add.message);
    },
    queued(intent) {
      intent.isVolatile = !stored.has(intent.message);
    },
    replied(_actor, op, input, reply) {
      if (op !== 'ops.push' || !reply.ok) return;
      const {ops} = input as {ops: {op: string; input: {id: string; conversation: string}}[]};
      const {results} = reply.result as {results: {ok: boolean}[]};
      for (const [at, one] of ops.entries())
        if (one.op === 'message.send' && results[at]?.ok) acknowledged.set(one.input.id, one.input.conversation);
    },
    async ended() {
      const isThere = (conversation: string, id: string): boolean =>
        !!world.truth.now.conversations.get(conversation)?.messages.has(id);
      if (!world.wasRestored) {
        for (const [id, conversation] of acknowledged)
          if (!isThere(conversation, id)) fail(`${id} was acknowledged and is gone`);
      }
      for (const intent of world.intents) {
        const {tab, conversation, message, text, isQueued, isVolatile, isDeleted, isDiscarded} = intent;
        if (!isQueued || isDeleted || isDiscarded || isThere(conversation, message)) continue;
        // it was said that nothing could be stored, and then the tab was gone
        if (tab.device.disk.wasWiped || (isVolatile && !tab.isAlive && !stored.has(message))) continue;
        if (world.wasRestored && acknowledged.has(message)) continue;
        const rows = await tab.device.disk.image.outbox();
        const row = rows.find((one) => one.op === 'message.send' && one.message === message);
        const shown = row?.input['content'] as {text?: string} | undefined;
        if (row?.state === 'failed' && shown?.text?.split('~')[0] === text) continue;
        fail(`${text} (${message}) of ${tab.name} was queued and is nowhere${row ? `: ${row.state}` : ''}`);
      }
    },
  };
};
