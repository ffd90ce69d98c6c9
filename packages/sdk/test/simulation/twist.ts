/** A mechanism taken away, to see that it is needed. */

import type {DiskTwist} from './model-disk.js';
import type {ServerTwist} from './server.js';
import type {WireTwist} from './wire.js';

export type Twist = {
  server?: ServerTwist;
  client?: WireTwist & {disk?: DiskTwist; grantsAllLocks?: boolean};
};
