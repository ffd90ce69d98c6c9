/** Where an import writes: into the database itself, or through the server that has it open. */
import {ControlError} from '../control/address.js';
import {type Claim, claimDatabase} from '../control/claim.js';
import {openStore} from '../open-store.js';
import {isInUse} from './in-use.js';
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
export async function openTarget(database: string): Promise<Target> {
  if (database === ':memory:') return alone(database);
  const outcome = await claimed(database);
  if (outcome.is === 'taken') return reachServer(database);
  const {claim, problem} = outcome;
  try {
    if (isInUse(database)) throw inUse(database, problem);
    const target = await alone(database);
    return {
      ...target,
      async close() {
        await target.close();
        claim?.close();
      },
    };
  } catch (error) {
    claim?.close();
    throw error;
  }
}

async function alone(database: string): Promise<Target> {
  const store = await openStore(database);
  return {
    writer: createWriter(async (work) => (await store.write(work)).result),
    atOnce: atOnceAlone,
    close: () => store.close(),
  };
}

type Outcome = {is: 'taken'} | {is: 'free'; claim?: Claim; problem?: ControlError};

/** Taken for the time of the import, so that no server begins beside it. */
async function claimed(database: string): Promise<Outcome> {
  try {
    const waiting = 'An import is writing to this database: wait until it has ended.';
    return {is: 'free', claim: await claimDatabase(database, waiting)};
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return error.is === 'taken' ? {is: 'taken'} : {is: 'free', problem: error};
  }
}

/** Somebody has it open whom nobody can speak to. Writing behind a server's back would cost its clients messages. */
function inUse(database: string, problem: ControlError | undefined): ControlError {
  const why =
    problem?.message ??
    'Whoever has it open does not listen for imports: a server of an older version, or another program.';
  return new ControlError('taken', `${database} is in use. ${why} Stop it first.`);
}
