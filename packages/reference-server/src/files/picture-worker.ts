/** The thread in which pictures are looked at: what a hostile one does to it, it does not do to the server's. */
import {parentPort} from 'node:worker_threads';
import {drawAnew} from './picture.js';

type Task = {task: number; bytes: Uint8Array};

parentPort?.on('message', ({task, bytes}: Task) => {
  drawAnew(bytes).then(
    (picture) => parentPort?.postMessage({task, picture}),
    (error: unknown) => parentPort?.postMessage({task, error: String(error)}),
  );
});
