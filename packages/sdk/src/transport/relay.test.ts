import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FakeClock} from '../../test/fake-clock.js';
import {type RelayChannel, type RelayMessage, relayTransport} from './relay.js';

/** A channel whose other end the test plays. */
function channelOf(): RelayChannel & {posted: RelayMessage[]; hear(message: RelayMessage): void} {
  const listeners = new Set<(message: RelayMessage) => void>();
  const posted: RelayMessage[] = [];
  return {
    posted,
    post: (message) => void posted.push(message),
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear(message) {
      for (const listener of [...listeners]) listener(message);
    },
  };
}

test('a late answer to a question of the last connection is none to one of the next (F27)', async () => {
  const channel = channelOf();
  const transport = relayTransport({channel, tab: 'mine', clock: new FakeClock()});
  const events = {frame: () => undefined, ephemeral: () => undefined, closed: () => undefined};
  const connect = () => transport.connect({token: '', device: ''}, events);
  const idOf = (at: number): number => (channel.posted[at] as {id: number}).id;

  const first = connect();
  const lost = first.request('conversation.get', {conversation: 'one'}).catch(({code}: {code: string}) => code);
  first.close();
  assert.equal(await lost, 'TIMEOUT');

  const next = connect();
  const asked = next.request('conversation.delta', {conversation: 'one', since: 1});
  channel.hear({is: 'answer', to: 'mine', id: idOf(0), reply: {ok: true, result: 'of the first question'}});
  channel.hear({is: 'answer', to: 'mine', id: idOf(1), reply: {ok: true, result: 'of the second'}});
  assert.equal(await asked, 'of the second');
});
