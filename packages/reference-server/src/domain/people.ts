/** Profiles, and who may look up whom (S21). */
import type {InputOf, OutputOf, Profile} from '@parlor/sdk/protocol';
import {nameQuery} from '../search/names.js';
import type {PersonPlace} from '../store/admin.js';
import type {UserRecord} from '../store/records.js';
import type {Actor} from './domain.js';
import {canonical, fingerprint} from './fingerprint.js';
import {Refusal} from './refusal.js';
import {assertDataSize, beginningOf} from './text.js';
import {openPage, seal, sealed, unsealed} from './tokens.js';
import {toProfile} from './wire.js';
import type {Look, Work} from './work.js';

/** Of these, the actor and those it shares a conversation with; `past`: or shared one, for their messages are still there. */
export async function ownAndShared({tx, actor}: Look, users: readonly string[], past?: 'past'): Promise<string[]> {
  const others = [...new Set(users)].filter((user) => user !== actor.user);
  const shared = others.length === 0 ? [] : await tx.sharing(actor.user, others, past);
  return users.includes(actor.user) ? [actor.user, ...shared] : shared;
}

/** Anybody where the host opened its directory, and the host itself, which speaks in conversations it is not in. */
export async function getPeople(look: Look, {users}: InputOf<'person.get'>): Promise<OutputOf<'person.get'>> {
  const asked = [...new Set(users)];
  const visible = new Set(look.settings.directory === 'everybody' ? asked : await ownAndShared(look, asked, 'past'));
  const records = (await look.tx.users(asked)).filter(({user, kind}) => visible.has(user) || kind === 'host');
  return {people: records.map((record) => toProfile(record, look.now))};
}

/** @throws {Refusal} CURSOR_INVALID */
export async function findPeople(
  {tx, actor, now, settings}: Look,
  {query, cursor, limit = 20}: InputOf<'person.find'>,
): Promise<OutputOf<'person.find'>> {
  const sought = nameQuery(query);
  const owner = {user: actor.user, epoch: settings.epoch};
  const print = fingerprint(sought);
  const among = settings.directory === 'everybody' ? {} : {with: actor.user};
  const after = cursor === undefined ? undefined : placeIn(openPage('people', owner, cursor, 'cursor'), print);
  const found = await tx.findUsers(sought, {...among, ids: true, after, limit: limit + 1});
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const records = await tx.users(page.map(({user}) => user));
  return {
    people: records.map((record) => toProfile(record, now)),
    ...(last && {next: seal('people', owner, [print, last.band, sealed(last.key), sealed(last.user)])}),
  };
}

/** @throws {Refusal} CURSOR_INVALID: of other words */
function placeIn([print, band, key, user]: readonly (number | string)[], wanted: string): PersonPlace {
  if (print !== wanted) throw new Refusal('CURSOR_INVALID', 'cursor: of another search');
  return {band: Number(band), key: unsealed(key), user: unsealed(user)};
}

/** @throws {Refusal} FORBIDDEN: an erased id is never used again (PWP-HOST-005) */
export async function assertNotErased({tx}: Pick<Look, 'tx'>, users: readonly string[]): Promise<void> {
  if ((await tx.users(users)).some(({kind}) => kind === 'erased')) throw new Refusal('FORBIDDEN', 'user: was erased');
}

/**
 * The profile as it stands while nobody else changes it. A record is written whole: of two who read it before either writes, one would take
 * back what the other said, and both would raise the same rev. Held by whoever changes whom they block as well.
 */
export async function lockedUser({tx}: Pick<Work, 'tx'>, user: string): Promise<UserRecord | undefined> {
  await tx.lockName(`person ${user}`);
  return tx.user(user);
}

/** Fills the profile from the token's claims the first time, and again whenever the claims changed. */
export async function renewProfile(work: Work): Promise<UserRecord> {
  const {tx, actor, now, out, settings} = work;
  const around = {nameLength: settings.limits.nameLength, now};
  // mostly they say nothing new, and nobody waits
  const seen = await tx.user(actor.user);
  if (profileFromClaims(actor, seen, around) === seen) return seen;
  const before = await lockedUser(work, actor.user);
  const record = profileFromClaims(actor, before, around);
  if (record === before) return before;
  await tx.putUser(record);
  const profile = toProfile(record, now);
  out.profiles.push(profile);
  if (before) out.user(actor.user, {type: 'profile', profile});
  return record;
}

/** The record the claims ask for, or `before` itself where they say nothing new. */
export function profileFromClaims(
  {user, claims, audience}: Actor,
  before: UserRecord | undefined,
  {nameLength, now}: {nameLength: number; now: number},
): UserRecord {
  const print = fingerprint(claims);
  if (before?.kind === 'erased') return before;
  const kind = audience === 'parlor-admin' ? 'host' : (before?.kind ?? 'person');
  if (before?.claims === print && before.kind === kind) return before;
  const base = before ?? newUser(user, now);
  return {
    ...base,
    kind,
    name: beginningOf((claims.name ?? '').trim(), nameLength) || base.name,
    avatar: claims.picture ?? base.avatar,
    locale: claims.locale ?? base.locale,
    // what the host said of somebody who had not been here yet
    guest: claims.guest ?? (before?.claims === '' && base.guest),
    rev: base.rev + 1,
    claims: print,
  };
}

/** Somebody nobody has said anything of yet. */
export const newUser = (user: string, now: number): UserRecord => ({
  user,
  kind: 'person',
  name: user,
  avatar: undefined,
  locale: undefined,
  status: undefined,
  data: undefined,
  rev: 0,
  guest: false,
  claims: '',
  chosen: 'auto',
  quiet: undefined,
  lastSeen: 0,
  since: now,
});

/** What changes nothing raises no rev. @throws {Refusal} TOO_LARGE */
export async function setProfile(work: Work, input: InputOf<'profile.set'>): Promise<void> {
  const {tx, actor, now, out, settings} = work;
  assertDataSize(input.data, settings.limits.dataBytes, 'data');
  const {name, avatar, status, data} = input;
  const renewed = await renewProfile(work);
  const before = (await lockedUser(work, actor.user)) ?? renewed;
  const next: UserRecord = {...before};
  if (name !== undefined) next.name = name;
  if (avatar !== undefined) next.avatar = avatar || undefined;
  if (status !== undefined) next.status = status ?? undefined;
  if (data !== undefined) next.data = data;
  if (canonical({...next}) === canonical({...before})) return;
  next.rev += 1;
  await tx.putUser(next);
  const profile = toProfile(next, now);
  out.profiles.push(profile);
  out.user(actor.user, {type: 'profile', profile});
}

export async function ownProfile({tx, actor, now}: Look): Promise<Profile> {
  const record = await tx.user(actor.user);
  if (!record) throw new Refusal('INTERNAL', 'the profile is missing');
  return toProfile(record, now);
}
