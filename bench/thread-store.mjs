// The thread of thread-server.mjs that stores.
import {parentPort, workerData} from 'node:worker_threads';
import {openRows} from './rows.mjs';

const rows = openRows(workerData.database);
parentPort.on('message', (messages) => parentPort.postMessage(rows.storeAll(messages)));
parentPort.postMessage('ready');
