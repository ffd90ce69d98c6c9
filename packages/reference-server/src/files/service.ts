/** Files, put together: where they lie, who may read them, and the collector of what nobody needs any more. */
import type {Clock} from '../clock.js';
import type {Domain} from '../domain/domain.js';
import type {FileDesk} from '../domain/file-access.js';
import type {Log} from '../log.js';
import type {FileDriver} from './driver.js';
import {createPictures, type Pictures} from './pictures.js';
import {createUploads, type Uploads, type UploadWatch} from './uploads.js';

/** How often what was not finished or not sent is looked for. */
const collectEveryMs = 60 * 60 * 1000;

export interface FileService {
  readonly uploads: Uploads;
  readonly driver: FileDriver;
  readonly desk: FileDesk;
  readonly pictures: Pictures;
  /** Resolves when everything that was lost until now is deleted. */
  collected(): Promise<void>;
  stop(): Promise<void>;
}

export type FileServiceOptions = {
  domain: Domain;
  desk: FileDesk;
  driver: FileDriver;
  clock: Clock;
  log: Log;
  watch?: UploadWatch | undefined;
};

export function createFileService({domain, desk, driver, clock, log, watch}: FileServiceOptions): FileService {
  const pictures = createPictures(clock, (error) => log.error({error}, 'a picture broke its thread'));
  let isStopped = false;
  let running: Promise<void> | undefined;
  let again = false;

  const collect = async (): Promise<void> => {
    do {
      again = false;
      // what fails now is tried with the next collection
      await desk
        .collect((id) => driver.remove(id))
        .catch((error: unknown) => log.error({error}, 'files not collected'));
    } while (again && !isStopped);
    running = undefined;
  };
  const begin = (): void => {
    if (isStopped) return;
    again = true;
    running ??= collect();
  };
  const stopListening = domain.onLostFiles(begin);
  let cancel = (): void => undefined;
  const tick = (): void => {
    begin();
    cancel = clock.after(collectEveryMs, tick);
  };
  tick();

  return {
    uploads: createUploads({desk, driver, pictures, clock, watch}),
    driver,
    desk,
    pictures,
    collected: async () => running,
    async stop() {
      isStopped = true;
      cancel();
      stopListening();
      await running;
      await pictures.stop();
    },
  };
}
