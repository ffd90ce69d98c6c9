/** Every case of the kit, in the order of the protocol's chapters. */
import type {Case} from '../case.js';
import {edits} from './edits.js';
import {ephemeral} from './ephemeral.js';
import {frames} from './frames.js';
import {hello} from './hello.js';
import {history} from './history.js';
import {ids} from './ids.js';
import {members} from './members.js';
import {model} from './model.js';
import {operationCases} from './operations.js';
import {registers} from './registers.js';
import {rest} from './rest.js';
import {sending} from './sending.js';
import {sync} from './sync.js';
import {tokens} from './tokens.js';

export const cases: readonly Case[] = [
  ...ids,
  ...model,
  ...frames,
  ...hello,
  ...sync,
  ...history,
  ...sending,
  ...edits,
  ...registers,
  ...members,
  ...ephemeral,
  ...tokens,
  ...rest,
  ...operationCases,
];
