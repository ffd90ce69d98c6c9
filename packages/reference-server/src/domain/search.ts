/**
 * Looking for messages (PWP-SEARCH, PWP-HOST-012): newest first, through the conversations of its scope. It goes on in short steps, each in
 * a read of its own, so that nobody waits for it; what it has found it reads again at the end, in one read, as it may be seen then.
 *
 * A thousand conversations at a time are looked into, in the order of their newest message. As soon as a page is full and the next one
 * has nothing newer than its last message, these are done: a word that everybody says is found in the first few, and of the thousands behind
 * them only those are looked into that have something newer.
 */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import {find} from '../search/match.js';
import {newestFirst} from '../search/newest.js';
import {needleOf, parseQuery, type Query, wordCount} from '../search/query.js';
import type {Needle} from '../search/words.js';
import type {ShownMessage} from '../store/records.js';
import type {MessagePlace, SearchPlace} from '../store/store.js';
import {fingerprint} from './fingerprint.js';
import {hitsAt} from './hits.js';
import {Refusal} from './refusal.js';
import type {Scope} from './search-scope.js';
import {codePointsOf} from './text.js';
import {openPage, seal} from './tokens.js';
import type {Look, Settings} from './work.js';

/** Conversations whose names are read at once and kept, and the most of them that are looked into in one step. */
const namesAtOnce = 1_000;
const placesAtOnce = 16;
/** Of one conversation at a time, first and later. */
const fewMessages = 8;
const moreMessages = 100;
/** The end of times, for an index that orders by them. */
const endOfTime = 4_000_000_000_000;

type Input = InputOf<'messages.search'>;
export type Read = <Result>(read: (look: Look) => Promise<Result>) => Promise<Result>;
type Found = {place: MessagePlace; record: ShownMessage};
/** A conversation to be looked into: everything from `until` on was. */
type Open = SearchPlace & {until: number; most: number};

/** `pause` lets others have their turn. */
type Search = {input: Input; scope: Scope; settings: Settings; user: string; pause: () => Promise<void>};

/**
 * A page that knows where what it answers stands.
 * @throws {Refusal} SCHEMA, TOO_LARGE, CURSOR_INVALID, NOT_FOUND
 */
export async function lookFor(read: Read, {input, scope, settings, user, pause}: Search): Promise<Page> {
  const query = acceptQuery(input.query, settings);
  const limit = Math.min(input.limit ?? 20, settings.limits.searchPage);
  const page = new Page({input, scope, query, limit, owner: {user, epoch: settings.epoch}});
  for (let isMore = true; isMore; ) {
    isMore = await read((look) => page.name(look));
    do await pause();
    while (await read((look) => page.step(look)));
    if (isMore) await pause();
  }
  return page;
}

/** @throws {Refusal} TOO_LARGE, SCHEMA */
export function acceptQuery(text: string, {limits}: Settings): Query {
  if (codePointsOf(text) > limits.queryLength)
    throw new Refusal('TOO_LARGE', `query: longer than ${limits.queryLength}`);
  const query = parseQuery(text);
  const words = wordCount(query);
  if (words === 0) throw new Refusal('SCHEMA', 'query: there is no word in it');
  if (words > limits.queryWords) throw new Refusal('TOO_LARGE', `query: more than ${limits.queryWords} words`);
  return query;
}

type Asked = {input: Input; scope: Scope; query: Query; limit: number; owner: {user: string; epoch: string}};

class Page {
  readonly #input: Input;
  readonly #scope: Scope;
  readonly #query: Query;
  readonly #needle: Needle;
  readonly #limit: number;
  readonly #owner: {user: string; epoch: string};
  readonly #print: string;
  readonly #behind: MessagePlace | undefined;
  readonly #until: number;
  readonly #from: number;
  #named = '';
  #open: Open[] = [];
  #isSorted = false;
  /** One more than the page holds, to know whether there is another. */
  #found: Found[] = [];

  constructor({input, scope, query, limit, owner}: Asked) {
    const {conversation, from, before, after, cursor} = input;
    this.#input = input;
    this.#scope = scope;
    this.#query = query;
    this.#needle = needleOf(query, from);
    this.#limit = limit;
    this.#owner = owner;
    this.#print = fingerprint([query, conversation, from, before, after]);
    this.#behind = cursor === undefined ? undefined : this.#openCursor(cursor);
    this.#from = after ?? 0;
    this.#until = Math.min(before ?? endOfTime, this.#behind ? this.#behind.ts + 1 : endOfTime, endOfTime);
  }

  #openCursor(cursor: string): MessagePlace {
    const [print, ts, conversation, seq] = openPage(this.#scope.cursor, this.#owner, cursor);
    if (print !== this.#print) throw new Refusal('CURSOR_INVALID', 'cursor: of another search');
    return {ts: Number(ts), conversation: String(conversation), seq: Number(seq)};
  }

  /** Learns which conversations there are to look into next; answers whether there are more behind them. */
  async name(look: Look): Promise<boolean> {
    const {conversation} = this.#input;
    if (conversation !== undefined) {
      this.#add([(await this.#scope.place(look, conversation)) ?? []].flat());
      return false;
    }
    const places = await this.#scope.places(look, {after: this.#named, limit: namesAtOnce});
    this.#add(places);
    this.#named = places.at(-1)?.conversation ?? '';
    return places.length === namesAtOnce;
  }

  #add(places: readonly SearchPlace[]): void {
    this.#isSorted = false;
    for (const place of places)
      if (place.newest >= this.#floor) this.#open.push({...place, until: this.#until, most: fewMessages});
  }

  /** Older than this, nothing comes into the page any more. */
  get #floor(): number {
    return this.#found.length > this.#limit ? (this.#found.at(-1) as Found).place.ts : this.#from;
  }

  /** Looks into a few conversations; answers whether it is to go on. */
  async step(look: Look): Promise<boolean> {
    if (!this.#isSorted) this.#open.sort((a, b) => b.newest - a.newest);
    this.#isSorted = true;
    const [first] = this.#open;
    if (first === undefined) return false;
    // those that were begun come first, and alone: only so are they all asked for the same
    const now = this.#open
      .filter(({until, most}) => until === first.until && most === first.most)
      .slice(0, placesAtOnce)
      .filter(({newest}) => newest >= this.#floor);
    if (now.length === 0) {
      this.#open = this.#open.filter(({newest}) => newest >= this.#floor);
      return this.#open.length > 0;
    }
    const {places, count} = await look.tx.lookUp({
      needle: this.#needle,
      conversations: now.map(({conversation}) => conversation),
      from: this.#floor,
      until: first.until,
      most: first.most,
    });
    const looked = new Set(now.slice(0, count));
    await this.#keep(look, places);
    const ends = lastOf(places);
    const left = [...looked].flatMap((open): Open[] => {
      const {count = 0, ts = 0} = ends.get(open.conversation) ?? {};
      // and below what is of the same time as the last
      return count < open.most || ts < this.#floor ? [] : [{...open, newest: ts, until: ts, most: moreMessages}];
    });
    this.#open = [...left, ...this.#open.filter((open) => !looked.has(open) && open.newest >= this.#floor)];
    return this.#open.length > 0;
  }

  /** The newest of these that are right: a few at a time, for most of them are older than a page that is full. */
  async #keep(look: Look, places: readonly MessagePlace[]): Promise<void> {
    const behind = this.#behind;
    const rest = places.filter((place) => behind === undefined || newestFirst(behind, place) < 0).sort(newestFirst);
    while (rest.length > 0) {
      const last = this.#found.length > this.#limit ? this.#found.at(-1) : undefined;
      const some = rest
        .splice(0, this.#limit + 1)
        .filter((place) => last === undefined || newestFirst(place, last.place) < 0);
      if (some.length === 0) return;
      for (const record of await this.#scope.messages(look, some)) {
        if (!this.#isRight(record)) continue;
        const {ts, conversation, seq} = record;
        this.#found.push({place: {ts, conversation, seq}, record});
      }
      this.#found.sort((a, b) => newestFirst(a.place, b.place));
      this.#found.splice(this.#limit + 1);
    }
  }

  #isRight({content, sender}: ShownMessage): boolean {
    const {from} = this.#input;
    return (from === undefined || sender === from) && find(content.text, this.#query) !== undefined;
  }

  /** What was found, read again. */
  async answer(look: Look): Promise<OutputOf<'messages.search'>> {
    const places = this.#found.slice(0, this.#limit).map(({place}) => place);
    const {hits, people} = await hitsAt(look, this.#scope, places, ({content}) => find(content.text, this.#query));
    const last = places.at(-1);
    return {
      hits,
      ...(this.#found.length > this.#limit && last && {next: this.#seal(last)}),
      people,
    };
  }

  #seal({ts, conversation, seq}: MessagePlace): string {
    return seal(this.#scope.cursor, this.#owner, [this.#print, ts, conversation, seq]);
  }
}

/** Of each conversation how many there are, and when the oldest was. */
function lastOf(places: readonly MessagePlace[]): Map<string, {count: number; ts: number}> {
  const ends = new Map<string, {count: number; ts: number}>();
  for (const {conversation, ts} of places) {
    const {count = 0, ts: oldest = ts} = ends.get(conversation) ?? {};
    ends.set(conversation, {count: count + 1, ts: Math.min(oldest, ts)});
  }
  return ends;
}
