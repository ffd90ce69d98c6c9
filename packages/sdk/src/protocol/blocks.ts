/** Whom I block. */
import * as v from 'valibot';
import {Timestamp, UserId} from './ids.js';
import {InboxRow, Profile} from './model.js';
import {operation} from './operation.js';

export const blockSet = operation({
  does: 'Blocks a person, or no longer: between us nothing is sent in our direct conversation, and neither sees whether the other is there.',
  input: v.strictObject({user: UserId, on: v.boolean()}),
  /** `row`: of our direct conversation, where there is one. */
  output: v.object({profile: Profile, row: v.optional(InboxRow)}),
  rest: [
    {method: 'PUT', path: '/me/blocks/{user}', fixed: {on: true}},
    {method: 'DELETE', path: '/me/blocks/{user}', fixed: {on: false}},
  ],
  cost: 'write',
  who: 'user',
  durable: true,
});

export const blockList = operation({
  does: 'Whom I block, the newest first, with the profiles of those I may look up.',
  input: v.strictObject({
    after: v.optional(v.pipe(v.string(), v.maxLength(256))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  }),
  output: v.object({
    blocks: v.array(v.object({user: UserId, since: Timestamp})),
    next: v.optional(v.string()),
    people: v.array(Profile),
  }),
  rest: [{method: 'GET', path: '/me/blocks'}],
  cost: 'page',
  who: 'user',
  durable: false,
});
