/**
 * The server's end of the control socket: takes the orders of the operator and the steps of an import and does them in this process, through the domain, so that
 * the server's own commits stay the only ones and everybody who is connected is told. One import at a time, one step at a time.
 */
import type {Socket} from 'node:net';
import {type Content, defaultLimits} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import type {Clock} from '../clock.js';
import {type Claim, greeting} from '../control/claim.js';
import {LineError, linesOf, sendLine} from '../control/lines.js';
import {acceptContent, withFiles} from '../domain/content.js';
import type {Domain} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';
import type {Log} from '../log.js';
import {type Carried, carryOut, Order, type OrderDomain} from '../operator/order.js';
import {resting} from '../retention/keeper.js';
import {type Answer, mostBytes, Step} from './handover.js';
import {createWriter, UnknownGroup, type Writer} from './writer.js';

/** Small enough that whoever writes a message meanwhile does not notice. */
const entriesAtOnce = 25;
/** After a step the time is everybody else's: so many times as long as it took, and never longer than this in milliseconds. */
const rest = 3;
const longestRestMs = 50;
/** How long a refused client may take to read why. */
const goodbyeMs = 1_000;

const stoppingSentence = 'The server is stopping.';

export type Imports = {
  /** Begins nothing more; resolves when the step under way is done and answered. */
  stop(): Promise<void>;
};

export function serveImports({
  claim,
  domain,
  clock,
  log,
}: {
  claim: Claim;
  domain: Pick<Domain, 'writeBeside'> & OrderDomain;
  clock: Clock;
  log: Log;
}): Imports {
  const sessions = new Map<Socket, {isWorking: boolean; done: Promise<void>}>();
  let importing: Socket | undefined;
  let isStopping = false;

  const refuse = (socket: Socket, error: string): void => {
    sendLine(socket, {ok: false, error} satisfies Answer);
    goodbye(socket);
  };

  const goodbye = (socket: Socket): void => {
    socket.end();
    // what is still on its way is read and forgotten, so that the sentence arrives
    socket.resume();
    clock.after(goodbyeMs, () => socket.destroy());
  };

  const talk = async (socket: Socket): Promise<void> => {
    const writer = createWriter((work) => domain.writeBeside(work));
    const session = sessions.get(socket);
    try {
      for await (const value of linesOf(socket, mostBytes)) {
        const order = v.safeParse(Order, value);
        if (order.success) {
          log.info({order: order.output}, 'asked by the operator');
          const answer = await answerTo(() => carryOut(domain, order.output, {rest: resting(clock)}));
          if (!answer.ok) return refuse(socket, answer.error);
          sendLine(socket, answer);
          continue;
        }
        const step = v.safeParse(Step, value);
        if (!step.success) return refuse(socket, `${sentenceOf(step.issues[0])}.`);
        if (importing !== undefined && importing !== socket) return refuse(socket, 'Another import is under way.');
        if (isStopping) return refuse(socket, stoppingSentence);
        if (importing === undefined) log.info('import begins');
        importing = socket;
        if (session) session.isWorking = true;
        const began = clock.now();
        const answer = await answerTo(() => perform(writer, step.output));
        if (session) session.isWorking = false;
        if (!answer.ok) return refuse(socket, answer.error);
        sendLine(socket, answer);
        if (isStopping) return refuse(socket, stoppingSentence);
        await pause(Math.min(longestRestMs, rest * (clock.now() - began)));
      }
    } catch (error) {
      if (error instanceof LineError) refuse(socket, error.message);
      else socket.destroy();
    } finally {
      if (importing === socket) {
        importing = undefined;
        log.info('import ends');
      }
    }
  };

  const pause = (ms: number): Promise<void> | undefined =>
    ms <= 0 || isStopping ? undefined : new Promise((resolve) => void clock.after(ms, resolve));

  const answerTo = async (work: () => Promise<number | Carried>): Promise<Answer> => {
    try {
      const done = await work();
      if (typeof done === 'number') return {ok: true, added: done};
      const {messages: added, notifications} = done;
      return {ok: true, added, notifications};
    } catch (error) {
      if (error instanceof Refusal && error.code === 'UNAVAILABLE' && error.detail !== undefined)
        return {ok: false, error: error.detail};
      if (error instanceof Refusal)
        return {ok: false, error: sentences[error.code] ?? `It is refused: ${error.message}.`};
      if (error instanceof UnknownGroup) return {ok: false, error: error.message};
      log.error({error}, 'what was asked failed');
      return {ok: false, error: 'The server failed; its log says more.'};
    }
  };

  claim.serve((socket) => {
    sendLine(socket, isStopping ? {...greeting, refused: stoppingSentence} : {...greeting, entries: entriesAtOnce});
    if (isStopping) return goodbye(socket);
    const session = {isWorking: false, done: Promise.resolve()};
    sessions.set(socket, session);
    session.done = talk(socket).finally(() => sessions.delete(socket));
  });

  return {
    async stop() {
      isStopping = true;
      const working: Promise<void>[] = [];
      for (const [socket, {isWorking, done}] of sessions) {
        if (isWorking) working.push(done);
        else refuse(socket, stoppingSentence);
      }
      await Promise.all(working);
      claim.close();
    },
  };
}

async function perform(writer: Writer, step: Step): Promise<number> {
  switch (step.do) {
    case 'group':
      await writer.group(step.group);
      return 0;
    case 'write':
      return writer.write(step.entries.map((entry) => ({...entry, content: contentOf(entry)})));
    case 'settle':
      await writer.settle(step.conversation);
      return 0;
  }
}

/** Imports bring no files, and nothing that still grows. */
function contentOf({content: {growing: _, ...content}}: {content: Content}): Content {
  const {attachments, ...accepted} = acceptContent(content, defaultLimits);
  if (attachments) throw new Refusal('ATTACHMENT_MISSING', 'content.attachments: not known');
  return withFiles(accepted, []);
}

const sentences: Partial<Record<string, string>> = {
  STORAGE_FULL: 'The disk of the database is full.',
  UNAVAILABLE: 'The database cannot be written to at the moment.',
  DRAINING: stoppingSentence,
  NOT_FOUND: 'There is no such conversation.',
};

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null
    ? 'A message is not a step of an import'
    : `A message is not a step of an import: ${path} is wrong`;
}
