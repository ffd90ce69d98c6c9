/** Files of a test that are gone after it. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'parlor-'));
let count = 0;
process.on('exit', () => rmSync(folder, {recursive: true, force: true}));

export const temporaryFolder = (): string => mkdtempSync(join(folder, 'folder-'));
export const temporaryFile = (): string => join(folder, `${(count += 1)}.db`);
