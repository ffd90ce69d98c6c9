/** Where an import writes: into the database itself, or through the server that has it open. */
import {reach} from '../control/reach.js';
import {isPostgres, openStore} from '../open-store.js';
import {reachServer} from './remote.js';
import {createWriter, type Writer} from './writer.js';

export type Target = {
  writer: Writer;
  /** Messages in one step. */
  atOnce: number;
  close(): Promise<void>;
};

/** Big enough that the disk is not what is waited for, small enough to lose little when stopped. */
const atOnceAlone = 1_000;

/**
 * @throws {ControlError} with the sentence that says why it is not to be had
 * @throws {StoreError}
 */
export function openTarget(database: string): Promise<Target> {
  // the servers of a PostgreSQL database hear of it from there
  if (isPostgres(database)) return alone(database);
  return reach(database, {
    waiting: 'An import is writing to this database: wait until it has ended.',
    served: reachServer,
    alone,
  });
}

async function alone(database: string): Promise<Target> {
  const store = await openStore(database);
  return {
    writer: createWriter(async (work) => (await store.write(work)).result),
    atOnce: atOnceAlone,
    close: () => store.close(),
  };
}
