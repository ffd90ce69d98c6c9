/** Every checker by the promise it holds. */
import type {MakeChecker} from '../checker.js';
import {noLoss} from './i01-no-loss.js';
import {noDuplicate} from './i02-no-duplicate.js';
import {fifo} from './i03-fifo.js';
import {convergence} from './i04-convergence.js';
import {noResurrection} from './i05-no-resurrection.js';
import {lastEditWins} from './i06-last-edit-wins.js';
import {denseOrder} from './i07-dense-order.js';
import {monotonicRegisters} from './i08-registers.js';
import {exactUnread} from './i09-unread.js';
import {safeCursor} from './i10-cursor.js';
import {visibility} from './i11-visibility.js';
import {readYourWrites} from './i12-read-your-writes.js';
import {stableIdentity} from './i13-identity.js';
import {boundedResume} from './i15-resume.js';
import {isolation} from './i16-isolation.js';

// I14 is held by the run itself; I17 by every other, in worlds where several tabs lead
export const checkers: Readonly<Record<string, MakeChecker>> = {
  I1: noLoss,
  I2: noDuplicate,
  I3: fifo,
  I4: convergence,
  I5: noResurrection,
  I6: lastEditWins,
  I7: denseOrder,
  I8: monotonicRegisters,
  I9: exactUnread,
  I10: safeCursor,
  I11: visibility,
  I12: readYourWrites,
  I13: stableIdentity,
  I15: boundedResume,
  I16: isolation,
};
