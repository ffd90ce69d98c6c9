/** Who and what is in an export of a Slack workspace: the lists in its folder, before any message. */
import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {defaultLimits, UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {beginningOf} from '../../domain/text.js';
import type {Complain} from '../complaints.js';
import {jsonIn} from './json.js';
import {nameIn} from './message.js';
import {type Names, readMrkdwn} from './mrkdwn.js';
import {inOneLine, storable} from './storable.js';

export type Person = {user: string; name: string};

export type Place = {
  id: string;
  folder: string;
  kind: 'public' | 'private' | 'direct';
  title: string;
  description: string | undefined;
  closed: boolean;
  createdAt: number | undefined;
  creator: string | undefined;
  /** Slack's ids. */
  members: string[];
};

export type Workspace = Names & {places: Place[]};

/** Who a person of Slack is here: somebody of the host, or their id behind the prefix. */
export type Identity = {people: ReadonlyMap<string, string>; prefix: string};

/** Not an export, or not a whole one: nothing to begin with. */
export class NoExport extends Error {}

const longestDescription = 1000;

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,40}$/));
const text = v.fallback(v.optional(v.string()), undefined);
const Profile = v.object({display_name: text, real_name: text});
const User = v.object({id, name: text, real_name: text, profile: v.fallback(v.optional(Profile), undefined)});
const Note = v.fallback(v.optional(v.object({value: text})), undefined);
const Channel = v.object({
  id,
  name: text,
  created: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), undefined),
  creator: v.fallback(v.optional(id), undefined),
  is_archived: v.fallback(v.boolean(), false),
  members: v.fallback(v.array(id), []),
  topic: Note,
  purpose: Note,
});
type Channel = v.InferOutput<typeof Channel>;

const lists = [
  {file: 'channels.json', kind: 'public'},
  {file: 'groups.json', kind: 'private'},
  {file: 'mpims.json', kind: 'private'},
  {file: 'dms.json', kind: 'direct'},
] as const;

/** @throws {NoExport} with the sentence that says what is missing */
export function readWorkspace(folder: string, identity: Identity, complain: Complain): Workspace {
  const people = peopleIn(folder, identity, complain);
  const found = lists.flatMap(({file, kind}) => {
    const channels = channelsIn(join(folder, file), file, complain);
    return channels.map((channel, index) => ({
      channel,
      kind,
      isMany: file === 'mpims.json',
      where: `${file}, ${index + 1}`,
    }));
  });
  if (!lists.some(({file}) => existsSync(join(folder, file))))
    throw new NoExport(`${folder} has no channels.json: it is not the unzipped folder of a Slack export.`);

  const titles = new Map(found.flatMap(({channel: {id, name}}) => (name === undefined ? [] : [[id, name]])));
  const names: Names = {person: (id) => people.get(id), channel: (id) => titles.get(id)};
  const places = new Map<string, Place>();
  for (const {channel, kind, isMany, where} of found) {
    const place = placeOf(channel, kind, isMany, names);
    if (places.has(place.id)) complain(where, `${place.id} was listed before`);
    else if (!/^[^/\\\0]+$/.test(place.folder) || /^\.{1,2}$/.test(place.folder))
      complain(where, 'its name is not that of a folder');
    else places.set(place.id, place);
  }
  const known = new Set([...places.values()].map((place) => place.folder));
  for (const name of readdirSync(folder).sort())
    if (!known.has(name) && statSync(join(folder, name)).isDirectory())
      complain(`The folder ${name}`, 'it is of no conversation that is listed');
  return {...names, places: [...places.values()]};
}

function peopleIn(folder: string, {people, prefix}: Identity, complain: Complain): Map<string, Person> {
  const file = join(folder, 'users.json');
  if (!existsSync(file))
    throw new NoExport(`${folder} has no users.json: it is not the unzipped folder of a Slack export.`);
  const users = jsonIn(file);
  if (!Array.isArray(users)) throw new NoExport(`${file} is not a JSON list, and without it nobody has a name.`);
  const known = new Map<string, Person>([
    ['USLACKBOT', {user: userOf('USLACKBOT', {people, prefix}), name: 'Slackbot'}],
  ]);
  for (const [index, value] of users.entries()) {
    const parsed = v.safeParse(User, value);
    if (!parsed.success) {
      complain(`users.json, ${index + 1}`, 'it is not a person with an id');
      continue;
    }
    const {id, profile, name, real_name: real} = parsed.output;
    known.set(id, {
      user: userOf(id, {people, prefix}),
      name: nameOf(nameIn(profile) ?? nameIn({real_name: real, name}), id),
    });
  }
  return known;
}

/** Whoever is not in the map has their id of Slack, with the prefix: at most 40 bytes behind at most 32 characters. */
export function userOf(id: string, {people, prefix}: Identity): string {
  const user = people.get(id) ?? prefix + id;
  return v.is(UserId, user) ? user : id;
}

/** In one line, and not too long. */
export const nameOf = (name: string | undefined, otherwise: string): string =>
  beginningOf(inOneLine(name ?? ''), defaultLimits.nameLength) || otherwise;

function channelsIn(path: string, file: string, complain: Complain): Channel[] {
  if (!existsSync(path)) return [];
  const values = jsonIn(path);
  if (!Array.isArray(values)) {
    complain(file, 'it is not a JSON list');
    return [];
  }
  return values.flatMap((value, index) => {
    const parsed = v.safeParse(Channel, value);
    if (parsed.success) return [parsed.output];
    complain(`${file}, ${index + 1}`, 'it is not a conversation with an id');
    return [];
  });
}

function placeOf(channel: Channel, kind: Place['kind'], isMany: boolean, names: Names): Place {
  const {id, name, created, creator, is_archived: closed, topic, purpose} = channel;
  const members = [...new Set(channel.members)];
  const all = members.map((member) => names.person(member)?.name ?? member).join(', ');
  const notes = [topic?.value, purpose?.value].flatMap((note) =>
    note === undefined || note.trim() === '' ? [] : [readMrkdwn(storable(note), names).text.trim()],
  );
  return {
    id,
    folder: name ?? id,
    kind,
    title: nameOf(name === undefined || isMany ? all : name, id),
    // a topic and a purpose that say the same are one
    description: kind === 'direct' || isMany ? undefined : shortened([...new Set(notes)].join('\n')),
    closed,
    createdAt: created && created * 1000,
    creator,
    members,
  };
}

/** UTF-16 units are what a description is measured in; none is cut in halves. */
const shortened = (text: string): string | undefined =>
  text === '' ? undefined : storable(text.slice(0, longestDescription)).replace(/\uFFFD$/, '');
