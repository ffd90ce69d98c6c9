/** Hands an import over to the server that has the database open. */
import * as v from 'valibot';
import {ControlError} from '../control/address.js';
import {dial} from '../control/dial.js';
import {linesOf, sendLine} from '../control/lines.js';
import {Answer, Greeting, mostAnswerBytes, type Step} from './handover.js';
import type {Writer} from './writer.js';

/** It goes on where it was because what is there is passed over. */
const again = 'Run the import again: it goes on where it was.';

/**
 * `atOnce`: how many messages the server takes in one step.
 * @throws {ControlError} if there is no server to speak to, or it does not want to
 */
export async function reachServer(database: string): Promise<{writer: Writer; atOnce: number; close(): Promise<void>}> {
  const socket = await dial(database);
  // what happens to it ends the lines
  socket.on('error', () => undefined);
  const lines = linesOf(socket, mostAnswerBytes);
  const next = async (): Promise<unknown> => {
    try {
      const {value, done} = await lines.next();
      if (!done) return value;
    } catch {
      // as if it had ended
    }
    throw new ControlError('nobody', `The server has ended. ${again}`);
  };

  const hello = v.safeParse(Greeting, await next());
  if (!hello.success || 'refused' in hello.output) {
    socket.destroy();
    if (hello.success && 'refused' in hello.output) throw new ControlError('taken', hello.output.refused);
    throw new ControlError(
      'impossible',
      `${database} is in use by a server of another version, which does not understand this import: stop it first.`,
    );
  }

  const ask = async (step: Step): Promise<number> => {
    sendLine(socket, step);
    const answer = v.safeParse(Answer, await next());
    if (!answer.success) throw new ControlError('impossible', 'The server answers with something else than an answer.');
    if (!answer.output.ok) throw new ControlError('taken', `${answer.output.error} ${again}`);
    return answer.output.added;
  };

  return {
    atOnce: hello.output.entries,
    writer: {
      group: async (group) => void (await ask({do: 'group', group})),
      write: (entries) => ask({do: 'write', entries: [...entries]}),
      settle: async (conversation) => void (await ask({do: 'settle', conversation})),
    },
    close: async () => socket.destroySoon(),
  };
}
