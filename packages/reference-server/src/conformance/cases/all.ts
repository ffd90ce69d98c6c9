/** Every case of the kit, in the order of the protocol's chapters. */
import type {Case} from '../case.js';
import {auditing} from './auditing.js';
import {authorisation} from './authorisation.js';
import {batches} from './batches.js';
import {blocking} from './blocking.js';
import {comingLate} from './coming-late.js';
import {commands} from './commands.js';
import {content} from './content.js';
import {edits} from './edits.js';
import {ephemeral} from './ephemeral.js';
import {errors} from './errors.js';
import {files} from './files.js';
import {forwarding} from './forwarding.js';
import {frames} from './frames.js';
import {growing} from './growing.js';
import {hello} from './hello.js';
import {history} from './history.js';
import {host} from './host.js';
import {ids} from './ids.js';
import {later} from './later.js';
import {limits} from './limits.js';
import {members} from './members.js';
import {model} from './model.js';
import {noticing} from './noticing.js';
import {notifications} from './notifications.js';
import {operationCases} from './operations.js';
import {overview} from './overview.js';
import {pins} from './pins.js';
import {polls} from './polls.js';
import {previews} from './previews.js';
import {reactions} from './reactions.js';
import {receipts} from './receipts.js';
import {registers} from './registers.js';
import {reminders} from './reminders.js';
import {reporting} from './reporting.js';
import {rest} from './rest.js';
import {searching} from './search.js';
import {sending} from './sending.js';
import {slowMode} from './slow-mode.js';
import {sync} from './sync.js';
import {tokens} from './tokens.js';
import {unread} from './unread.js';
import {webhooks} from './webhooks.js';

export const cases: readonly Case[] = [
  ...ids,
  ...model,
  ...reactions,
  ...frames,
  ...hello,
  ...sync,
  ...history,
  ...searching,
  ...batches,
  ...content,
  ...sending,
  ...edits,
  ...forwarding,
  ...pins,
  ...slowMode,
  ...later,
  ...polls,
  ...reminders,
  ...growing,
  ...previews,
  ...files,
  ...registers,
  ...unread,
  ...receipts,
  ...members,
  ...comingLate,
  ...ephemeral,
  ...blocking,
  ...reporting,
  ...commands,
  ...tokens,
  ...host,
  ...overview,
  ...auditing,
  ...webhooks,
  ...noticing,
  ...notifications,
  ...authorisation,
  ...errors,
  ...limits,
  ...rest,
  ...operationCases,
];
