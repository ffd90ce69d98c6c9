/** The thread that draws pictures, begun when the first one comes. One picture at a time, and none longer than half a minute. */
import {Worker} from 'node:worker_threads';
import type {Clock} from '../clock.js';
import type {Picture} from './picture.js';

const longestMs = 30_000;

export interface Pictures {
  /** Nothing for what is no picture after all, or too large a one. */
  draw(bytes: Uint8Array): Promise<Picture | undefined>;
  stop(): Promise<void>;
}

/** Run as it is written, by tsx, which does not come along into threads by itself. */
const isSource = import.meta.url.endsWith('.ts');
const besideThis = (extension: string): URL => new URL(`./picture-worker${extension}`, import.meta.url);
const limits = {resourceLimits: {maxOldGenerationSizeMb: 256}};

type Answer = {task: number; picture?: Picture};

/** `report` hears of threads that broke. */
export function createPictures(clock: Clock, report: (error: unknown) => void): Pictures {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;

  const begin = (): Worker => {
    const made = isSource
      ? new Worker(`import('tsx/esm/api').then(({register}) => register() && import('${besideThis('.ts')}'))`, {
          ...limits,
          eval: true,
        })
      : new Worker(besideThis('.js'), limits);
    made.unref();
    return made;
  };

  const end = async (): Promise<void> => {
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };

  async function drawNow(bytes: Uint8Array): Promise<Picture | undefined> {
    const thread = (worker ??= begin());
    const task = (count += 1);
    let cancel = (): void => undefined;
    let forget = cancel;
    try {
      return await new Promise<Picture | undefined>((resolve, reject) => {
        const ended = (): void => reject(new Error('the thread ended'));
        const answered = (answer: Answer): void => {
          if (answer.task === task) resolve(answer.picture);
        };
        thread.on('message', answered).on('error', reject).on('exit', ended);
        forget = () => void thread.off('message', answered).off('error', reject).off('exit', ended);
        cancel = clock.after(longestMs, () => reject(new Error('it took too long')));
        thread.postMessage({task, bytes});
      });
    } catch (error) {
      report(error);
      await end();
      return undefined;
    } finally {
      cancel();
      forget();
    }
  }

  return {
    draw(bytes) {
      const drawn = last.then(() => drawNow(bytes));
      last = drawn;
      return drawn;
    },
    stop: end,
  };
}
