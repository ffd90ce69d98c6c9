import type {StorageWrite, StoredConversation} from './storage.js';

/**
 * Whether a drop comes too late: of messages of an earlier stay, when another tab has dropped those already and what is there now is of
 * this stay. A tab that was asleep while its member left and came back hears of both one after the other (I4).
 */
export function isLateDrop(have: StoredConversation, {to}: {to: number}, writes: readonly StorageWrite[]): boolean {
  const come = writes.find((write) => 'put' in write && write.put === 'conversation' && write.value.id === have.id);
  // what was cleared is told by its number, and a conversation that is begun anew by a row that knows of nothing
  if (to < Number.MAX_SAFE_INTEGER || !come) return false;
  const {seq, membership} = (come as {value: StoredConversation}).value.row;
  const newer = have.row.membership.rev - membership.rev;
  return seq > 0 && (membership.state === 'joined' ? newer >= 0 : newer > 0);
}
