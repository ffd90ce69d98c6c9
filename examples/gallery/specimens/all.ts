/** Every specimen, in the order of the gallery. */
import type {Specimen} from '../specimen.js';
import {badInputSpecimens} from './bad-input.js';
import {blockedSpecimens} from './blocked.js';
import {composerSpecimens} from './composers.js';
import {dialogSpecimens} from './dialogs.js';
import {fileDialogs, fileSpecimens} from './files.js';
import {inboxSpecimens, listSpecimens} from './inboxes.js';
import {launcherSpecimens} from './launchers.js';
import {logSpecimens} from './logs.js';
import {messageMenus, messageSpecimens} from './messages.js';
import {notificationSpecimens} from './notifications.js';
import {partSpecimens} from './parts.js';
import {previewMenus, previewSpecimens} from './previews.js';
import {threadMenus, threadSpecimens} from './threads.js';

const all: readonly Specimen[] = [
  ...inboxSpecimens,
  ...threadSpecimens,
  ...logSpecimens,
  ...messageSpecimens,
  ...fileSpecimens,
  ...previewSpecimens,
  ...composerSpecimens,
  ...listSpecimens,
  ...launcherSpecimens,
  ...notificationSpecimens,
  ...blockedSpecimens,
  ...dialogSpecimens,
  ...messageMenus,
  ...threadMenus,
  ...previewMenus,
  ...fileDialogs,
  ...partSpecimens,
  ...badInputSpecimens,
];

/** By element, each with its states. */
export const gallery: ReadonlyMap<string, readonly Specimen[]> = all.reduce(
  (groups, specimen) => groups.set(specimen.element, [...(groups.get(specimen.element) ?? []), specimen]),
  new Map<string, Specimen[]>(),
);
