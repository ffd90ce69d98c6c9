/** Files in a folder. */
import {readdir} from 'node:fs/promises';
import {describe} from 'node:test';
import {diskFiles} from '../src/files/disk.js';
import {filesOverHttp} from './files-over-http.js';

describe('in a folder', () => {
  filesOverHttp(async (folder) => ({
    driver: () => diskFiles(folder),
    async names() {
      const all = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
      return all.filter((entry) => entry.isFile()).map(({name}) => name);
    },
  }));
});
