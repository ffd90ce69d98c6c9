/** What the server is asked for, and nothing is kept of. */
import {defined} from '../base/keep.js';
import type {Readable} from '../base/readable.js';
import type {Person} from '../core/view.js';
import {directWrite} from './direct-write.js';
import type {Entry} from './engine.js';
import type {Ask} from './link.js';
import type {MoreParts} from './more.js';

/** Reactions, or members, in one request. */
const mostListed = 100;

export async function findPeople(
  know: Ask,
  person: (id: string) => Readable<Person>,
  query: string,
  limit?: number,
): Promise<readonly Person[]> {
  const {people} = await know('person.find', {query, ...defined({limit})});
  return people.map(({user}) => person(user).get());
}

export async function receipts(
  {know}: MoreParts,
  conversation: string,
  id: string,
): Promise<{read: readonly string[]; delivered: readonly string[]}> {
  const {read, delivered} = await know('receipt.list', {conversation, id});
  return {read, delivered};
}

export async function reactions(
  {know}: MoreParts,
  conversation: string,
  id: string,
  key?: string,
): Promise<readonly {key: string; user: string}[]> {
  const all: {key: string; user: string}[] = [];
  let after: string | undefined;
  do {
    const page = {conversation, id, limit: mostListed, ...defined({key, after})};
    const {reactions, next} = await know('reaction.list', page);
    all.push(...reactions.map((one) => ({key: one.key, user: one.user})));
    after = next;
  } while (after);
  return all;
}

/** Where the next page of members begins. */
const membersAfter = new WeakMap<Entry, string>();

export async function loadMembers({know, engine}: MoreParts, conversation: string): Promise<boolean> {
  const entry = engine.entry(conversation);
  const page = {conversation, limit: mostListed, ...defined({after: membersAfter.get(entry)})};
  const {next} = await know('member.list', page);
  if (next) membersAfter.set(entry, next);
  else membersAfter.delete(entry);
  return !!next;
}

export async function bans(
  {engine}: MoreParts,
  conversation: string,
  after?: string,
): Promise<{users: readonly string[]; next?: string}> {
  // nothing is learnt of it: who is kept out may never have been in it
  const page = {conversation, limit: mostListed, ...defined({after}), state: 'banned' as const};
  const {members, next} = await engine.ask('member.list', page);
  return {users: members.map(({user}) => user), ...defined({next})};
}

export async function unban({engine, sender, know}: MoreParts, conversation: string, user: string): Promise<void> {
  const {emptied} = sender;
  await directWrite({...engine, emptied, know}, 'member.unban', {conversation, user}, conversation);
}

export async function setPresence({know, told}: MoreParts, chosen: 'auto' | 'away' | 'dnd' | 'offline'): Promise<void> {
  const {presence} = await know('presence.set', {chosen});
  told([presence]);
}
