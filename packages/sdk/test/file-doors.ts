/** The real server's doors of files, over files in memory, without a line in between. Pictures it cannot read. */
import {Hono} from 'hono';
import type {FileDesk} from '../../reference-server/src/domain/file-access.js';
import {memoryFiles} from '../../reference-server/src/files/memory.js';
import {createTickets} from '../../reference-server/src/files/tickets.js';
import {createUploads} from '../../reference-server/src/files/uploads.js';
import {refusalResponse} from '../../reference-server/src/http/answer.js';
import {fileRoutes} from '../../reference-server/src/http/files.js';
import {uploadRoutes} from '../../reference-server/src/http/uploads.js';
import type {FileDoors} from './local-transport.js';

const pictures = {draw: async () => undefined, stop: async () => undefined};

export function fileDoors(secret: string): FileDoors {
  const tickets = createTickets(secret);
  const doors = new Hono().basePath('/v1');
  doors.onError((error) => refusalResponse(error));
  return {
    addresses: tickets,
    open({files, limits}, clock) {
      const desk = files as FileDesk;
      const driver = memoryFiles();
      doors.route('/', uploadRoutes({uploads: createUploads({desk, driver, pictures, clock}), tickets, limits}));
      doors.route('/', fileRoutes({desk, driver, tickets, clock}));
    },
    request: async (path, init) => doors.request(path, init),
  };
}
