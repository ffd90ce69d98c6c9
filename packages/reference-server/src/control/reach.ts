/** Getting at a database: through the server that has it open, or alone, for as long as it takes. */
import {ControlError} from './address.js';
import {type Claim, claimDatabase} from './claim.js';
import {isInUse} from './in-use.js';

type Reached = {close(): Promise<void>};
type Ways<Target extends Reached> = {
  /** What a server that is started meanwhile says. */
  waiting: string;
  served(database: string): Promise<Target>;
  alone(database: string): Promise<Target>;
};

/**
 * @throws {ControlError} with the sentence that says why it is not to be had
 */
export async function reach<Target extends Reached>(
  database: string,
  {waiting, served, alone}: Ways<Target>,
): Promise<Target> {
  if (database === ':memory:') return alone(database);
  const outcome = await claimed(database, waiting);
  if (outcome.is === 'taken') return served(database);
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

type Outcome = {is: 'taken'} | {is: 'free'; claim?: Claim; problem?: ControlError};

/** Taken for as long as it is open, so that no server begins beside it. */
async function claimed(database: string, waiting: string): Promise<Outcome> {
  try {
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
