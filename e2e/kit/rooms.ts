/** Groups that exist before a test begins to write in them, made over the wire. */
import assert from 'node:assert/strict';
import type {Reply, Written} from '@parlor/sdk/protocol';
import {nanoid} from 'nanoid';
import type {RunningServer} from '../server.js';

/** One REST request of this user. */
export async function rest<Result>(
  server: Pick<RunningServer, 'url' | 'token'>,
  user: string,
  [method, path]: readonly [string, string],
  body?: object,
): Promise<Result> {
  const response = await fetch(`${server.url}/v1${path}`, {
    method,
    headers: {authorization: `Bearer ${await server.token(user)}`, 'content-type': 'application/json'},
    ...(body && {body: JSON.stringify(body)}),
  });
  const answer = (await response.json()) as Result;
  assert.ok(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** A group of these people, the first of whom makes it. All of them have been here before. Answers its id. */
export async function group(server: Pick<RunningServer, 'url' | 'token'>, users: readonly string[]): Promise<string> {
  for (const user of users) await rest(server, user, ['GET', '/sync']);
  const [owner = '', ...members] = users;
  const op = {opId: nanoid(), op: 'conversation.create', input: {title: 'A group', members}};
  const {results} = await rest<{results: Reply<Written>[]}>(server, owner, ['POST', '/ops'], {ops: [op]});
  const [reply] = results;
  assert.ok(reply?.ok, JSON.stringify(reply));
  return reply.result.conversation as string;
}
