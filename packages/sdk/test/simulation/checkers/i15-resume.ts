/** I15. Coming back costs what has changed: a hello that goes on from a cursor is bounded by the rows in it. */
import type {HelloFrame} from '../../../src/protocol/index.js';
import type {MakeChecker} from '../checker.js';

const baseBytes = 1_000;
const rowBytes = 2_000;

export const boundedResume: MakeChecker = (_world, fail) => ({
  arrived(tab, _what, op, body, {bytes}) {
    if (op !== 'hello') return;
    const {rows} = (body as HelloFrame).sync;
    if (bytes > baseBytes + rowBytes * rows.length)
      fail(`the hello of ${tab.name} has ${bytes} bytes for ${rows.length} rows`);
  },
});
