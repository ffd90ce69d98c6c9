/** A database that takes orders: through the server that has it open, or alone, for as long as it takes. */
import * as v from 'valibot';
import {systemClock} from '../clock.js';
import {ControlError} from '../control/address.js';
import {dial} from '../control/dial.js';
import {linesOf, sendLine} from '../control/lines.js';
import {reach} from '../control/reach.js';
import {createDomain} from '../domain/create-domain.js';
import {Answer, Greeting, mostAnswerBytes} from '../import/handover.js';
import {isPostgres, openStore} from '../open-store.js';
import {type Carried, carryOut, type Order} from './order.js';

export type Target = {order(order: Order): Promise<Carried>; close(): Promise<void>};

const waiting = 'The database is being changed: try again in a moment.';

/**
 * @throws {ControlError} and {StoreError} with the sentence that says why it is not to be had
 */
export const openTarget = async (database: string): Promise<Target> =>
  // the servers of a PostgreSQL database hear of it from there
  isPostgres(database) ? alone(database) : reach(database, {waiting, served, alone});

async function alone(database: string): Promise<Target> {
  // what it does is told to the host's endpoints; none is put by it
  const webhooks = {mistakeIn: () => 'not from here'};
  const domain = await createDomain({store: await openStore(database), clock: systemClock, webhooks});
  return {order: (order) => carryOut(domain, order), close: () => domain.close()};
}

async function served(database: string): Promise<Target> {
  const socket = await dial(database);
  // what happens to it ends the lines
  socket.on('error', () => undefined);
  const lines = linesOf(socket, mostAnswerBytes);
  const next = async (): Promise<unknown> => (await lines.next().catch(() => undefined))?.value;
  const greeting = v.safeParse(Greeting, await next());
  if (!greeting.success || 'refused' in greeting.output) {
    socket.destroy();
    throw new ControlError(
      'taken',
      greeting.success && 'refused' in greeting.output
        ? greeting.output.refused
        : `${database} is in use by a server of another version: stop it first.`,
    );
  }
  return {
    async order(order) {
      sendLine(socket, order);
      const answer = v.safeParse(Answer, await next());
      if (!answer.success) throw new Error('The server has ended: it is not known whether it was done.');
      if (!answer.output.ok) throw new Error(answer.output.error);
      const {added, notifications} = answer.output;
      return {messages: added, notifications};
    },
    close: async () => socket.destroySoon(),
  };
}
