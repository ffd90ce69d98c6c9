/** Profiles, and who may look up whom (S21). */
import type {InputOf, OutputOf, Profile} from '@parlor/sdk/protocol';
import type {UserRecord} from '../store/records.js';
import type {Actor} from './domain.js';
import {canonical, fingerprint} from './fingerprint.js';
import {Refusal} from './refusal.js';
import {assertDataSize, beginningOf} from './text.js';
import {toProfile} from './wire.js';
import type {Look, Work} from './work.js';

/** Of these, the actor and those it shares a conversation with; `past`: or shared one, for their messages are still there. */
export async function ownAndShared({tx, actor}: Look, users: readonly string[], past?: 'past'): Promise<string[]> {
  const others = [...new Set(users)].filter((user) => user !== actor.user);
  const shared = others.length === 0 ? [] : await tx.sharing(actor.user, others, past);
  return users.includes(actor.user) ? [actor.user, ...shared] : shared;
}

/** Anybody where the host opened its directory. */
export async function getPeople(look: Look, {users}: InputOf<'person.get'>): Promise<OutputOf<'person.get'>> {
  const visible =
    look.settings.directory === 'everybody' ? [...new Set(users)] : await ownAndShared(look, users, 'past');
  return {people: (await look.tx.users(visible)).map((record) => toProfile(record, look.now))};
}

export async function findPeople(
  {tx, actor, now, settings}: Look,
  {query, limit = 20}: InputOf<'person.find'>,
): Promise<OutputOf<'person.find'>> {
  const prefix = query.trim().toLowerCase();
  const records = await tx.findUsers(prefix, settings.directory === 'everybody' ? {limit} : {with: actor.user, limit});
  return {people: records.map((record) => toProfile(record, now))};
}

/** Fills the profile from the token's claims the first time, and again whenever the claims changed. */
export async function renewProfile(work: Work): Promise<UserRecord> {
  const {tx, actor, now, out, settings} = work;
  const before = await tx.user(actor.user);
  const record = profileFromClaims(actor, before, settings.limits.nameLength);
  if (record === before) return before;
  await tx.putUser(record);
  if (before) out.user(actor.user, {type: 'profile', profile: toProfile(record, now)});
  return record;
}

/** The record the claims ask for, or `before` itself where they say nothing new. */
export function profileFromClaims(
  {user, claims}: Actor,
  before: UserRecord | undefined,
  nameLength: number,
): UserRecord {
  const print = fingerprint(claims);
  if (before?.claims === print) return before;
  const base: UserRecord = before ?? {
    user,
    name: user,
    avatar: undefined,
    locale: undefined,
    status: undefined,
    data: undefined,
    rev: 0,
    guest: false,
    claims: print,
    chosen: 'auto',
    lastSeen: 0,
  };
  return {
    ...base,
    name: beginningOf((claims.name ?? '').trim(), nameLength) || base.name,
    avatar: claims.picture ?? base.avatar,
    locale: claims.locale ?? base.locale,
    guest: claims.guest ?? false,
    rev: base.rev + 1,
    claims: print,
  };
}

/** What changes nothing raises no rev. @throws {Refusal} TOO_LARGE */
export async function setProfile(work: Work, input: InputOf<'profile.set'>): Promise<void> {
  const {tx, actor, now, out, settings} = work;
  assertDataSize(input.data, settings.limits.dataBytes, 'data');
  const {name, avatar, status, data} = input;
  const before = await renewProfile(work);
  const next: UserRecord = {...before};
  if (name !== undefined) next.name = name;
  if (avatar !== undefined) next.avatar = avatar || undefined;
  if (status !== undefined) next.status = status ?? undefined;
  if (data !== undefined) next.data = data;
  if (canonical({...next}) === canonical({...before})) return;
  next.rev += 1;
  await tx.putUser(next);
  out.user(actor.user, {type: 'profile', profile: toProfile(next, now)});
}

export async function ownProfile({tx, actor, now}: Look): Promise<Profile> {
  const record = await tx.user(actor.user);
  if (!record) throw new Refusal('INTERNAL', 'the profile is missing');
  return toProfile(record, now);
}
