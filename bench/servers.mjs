// The servers that are measured beside each other, each with the same people in the same conversations. One answers `{server, kind, people}`:
// what to ask for its CPU time and memory, how its clients speak, and who connects to what.
import {join} from 'node:path';
import {conversationIdOf} from '@parlor/reference-server/import';
import {fill} from './fill.mjs';
import {secret, tokenFor} from './tokens.mjs';

/**
 * `scene`: {is: 'room', members} where some of the members write, or {is: 'pairs', pairs} where the first of each writes to the other.
 * `senders`: how many write.
 */
export const sceneOf = {
  room: (members, senders) => ({is: 'room', members, senders}),
  pairs: (pairs) => ({is: 'pairs', pairs, senders: pairs}),
};

export const usersOf = (scene) => Array.from({length: scene.members ?? scene.pairs * 2}, (_, index) => `user-${index}`);

/** Which conversation the writer at `index` writes to. */
const placeOf = (scene, index, nameOf) => (index < scene.senders ? nameOf(index) : undefined);

/** The reference server as it is published. `more`: what else its process is told. */
export async function realServer({serve, folder}, scene, more = {}) {
  const database = join(folder, `real-${scene.is}-${scene.members ?? scene.pairs}-${more.synchronous ?? ''}.db`);
  const users = usersOf(scene);
  if (scene.is === 'room') await fill(database, {channels: {room: 1}, join: users});
  const server = await serve('./real-server.mjs', {database, secret, ...more});
  const {url} = server;
  const tokens = await Promise.all(users.map(tokenFor));
  const people = await peopleOf(scene, {urls: users.map(() => url), tokens, room: conversationIdOf('room')});
  return {name: 'reference server', server, kind: 'socket', people, folder};
}

/** Who connects to which url of the reference server, with which token; pairs get their conversations. */
export async function peopleOf(scene, {urls, tokens, room}) {
  const users = usersOf(scene);
  const places = new Map();
  if (scene.is === 'pairs') {
    for (const [index, token] of tokens.entries())
      if (index >= scene.pairs) await ask(urls[index], token, 'GET', '/v1/sync');
    for (let index = 0; index < scene.pairs; index++) {
      const answer = await ask(urls[index], tokens[index], 'PUT', `/v1/direct/${users[index + scene.pairs]}`);
      places.set(index, answer.conversation);
    }
  }
  const nameOf = (index) => (scene.is === 'room' ? room : places.get(index));
  return users.map((user, index) => ({
    url: urls[index],
    auth: {token: tokens[index], device: user, proto: [1]},
    to: placeOf(scene, index, nameOf),
  }));
}

export async function ask(url, token, method, path, body) {
  const headers = {authorization: `Bearer ${token}`, ...(body && {'content-type': 'application/json'})};
  const response = await fetch(`${url}${path}`, {method, headers, body: body && JSON.stringify(body)});
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}

/** The least that does the same. */
export async function bareServer({serve, folder}, scene, more = {}) {
  const database = join(folder, `bare-${scene.is}-${scene.members ?? scene.pairs}.db`);
  const server = await serve('./bare-room-server.mjs', {database, ...more});
  const nameOf = (index) => (scene.is === 'room' ? 'room' : `pair-${index % scene.pairs}`);
  const people = usersOf(scene).map((user, index) => ({
    url: server.url,
    auth: {user, rooms: [nameOf(index)]},
    to: placeOf(scene, index, nameOf),
  }));
  return {name: 'bare socket.io', server, kind: 'socket', people};
}

/** How people of XMPP are called and where they write. The first of a room makes it. */
export const xmppPeople = (scene, port) => {
  const users = usersOf(scene);
  const nameOf = (index) => (scene.is === 'room' ? 'room' : users[index + scene.pairs]);
  return users.map((user, index) => ({
    port,
    user,
    room: scene.is === 'room' ? 'room' : undefined,
    owns: scene.is === 'room' && index === 0 ? 'room' : undefined,
    to: placeOf(scene, index, nameOf),
  }));
};
