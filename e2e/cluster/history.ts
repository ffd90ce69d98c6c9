/**
 * A history of what clients asked for, were told and saw, and what is wrong with it: in the way of Jepsen, from outside, after
 * the fact, knowing nothing of how it came about. One conversation; pure.
 *
 * What is promised, in numbers of the design: what was acknowledged is stored (I1), once (I2), in the order of each sender's
 * lane (I3) and, where one send was acknowledged before another began, in that order too; positions are dense (I7); everybody
 * comes to see the same, and nobody ever saw anything that was taken back (I4, I10).
 */

/** Times of one clock that never goes back: all clients of a history live in one process. */
export type Event =
  | {is: 'invoked'; client: string; id: string; at: number}
  | {is: 'acknowledged'; client: string; id: string; seq: number; at: number}
  | {is: 'refused'; client: string; id: string; code: string; at: number}
  /** All that a client shows at this moment of what has a position, as it shows it. */
  | {is: 'saw'; client: string; view: readonly Placed[]; at: number};

export type Placed = {id: string; seq: number};

export type Truth = {
  /** Messages as the database holds them, whoever sent them, by seq. */
  stored: readonly (Placed & {sender: string})[];
  /** Every position that is taken, of messages and of whatever else takes one. */
  positions: readonly number[];
  /** The conversation's last position, as its record says. */
  head: number;
};

/** What is wrong, in words; nothing, if every promise was kept. */
export function check(history: readonly Event[], truth: Truth): string[] {
  return [
    ...acknowledgedAreStored(history, truth),
    ...storedOnce(history, truth),
    ...dense(truth),
    ...laneOrder(history, truth),
    ...realTimeOrder(history, truth),
    ...views(history, truth),
  ];
}

type Of<Is extends Event['is']> = Extract<Event, {is: Is}>;
const only = <Is extends Event['is']>(history: readonly Event[], is: Is): Of<Is>[] =>
  history.filter((event): event is Of<Is> => event.is === is);

const seqs = ({stored}: Truth): Map<string, number> => new Map(stored.map(({id, seq}) => [id, seq]));

function acknowledgedAreStored(history: readonly Event[], truth: Truth): string[] {
  const there = seqs(truth);
  return only(history, 'acknowledged').flatMap(({client, id, seq}) => {
    const kept = there.get(id);
    if (kept === undefined) return [`${id} of ${client} was acknowledged and is lost (I1)`];
    return kept === seq ? [] : [`${id} of ${client} was acknowledged at ${seq} and stands at ${kept} (I2)`];
  });
}

function storedOnce(history: readonly Event[], {stored}: Truth): string[] {
  const wrong: string[] = [];
  const wanted = new Map(only(history, 'invoked').map(({id, client}) => [id, client]));
  const refused = new Set(only(history, 'refused').map(({id}) => id));
  const seen = new Set<string>();
  for (const {id, sender} of stored) {
    if (seen.has(id)) wrong.push(`${id} is there twice (I2)`);
    seen.add(id);
    const client = wanted.get(id);
    if (client === undefined) wrong.push(`${id} was sent by nobody`);
    else if (client !== sender) wrong.push(`${id} was sent by ${client} and stands under ${sender}`);
    if (refused.has(id)) wrong.push(`${id} was refused for good and is there`);
  }
  return wrong;
}

function dense({positions, head}: Truth): string[] {
  const wrong: string[] = [];
  const sorted = [...positions].sort((a, b) => a - b);
  for (const [at, seq] of sorted.entries()) {
    if (seq === at + 1) continue;
    wrong.push(seq === sorted[at - 1] ? `position ${seq} is taken twice (I7)` : `no position ${at + 1} (I7)`);
    break;
  }
  if (sorted.length > 0 && sorted.at(-1) !== head)
    wrong.push(`the head is ${head}, the last position ${sorted.at(-1)} (I7)`);
  return wrong;
}

/** What one client sends comes in the order in which it was sent, acknowledged or not. */
function laneOrder(history: readonly Event[], truth: Truth): string[] {
  const there = seqs(truth);
  const last = new Map<string, {id: string; seq: number}>();
  const wrong: string[] = [];
  for (const {client, id} of only(history, 'invoked')) {
    const seq = there.get(id);
    if (seq === undefined) continue;
    const before = last.get(client);
    if (before && before.seq > seq) wrong.push(`${client} sent ${before.id} before ${id}, which stands before it (I3)`);
    last.set(client, {id, seq});
  }
  return wrong;
}

/** What was acknowledged before another send began stands before it, whoever sent them and through whatever node. */
function realTimeOrder(history: readonly Event[], truth: Truth): string[] {
  const there = seqs(truth);
  const begun = only(history, 'invoked').sort((a, b) => a.at - b.at);
  const ended = only(history, 'acknowledged').sort((a, b) => a.at - b.at);
  const wrong: string[] = [];
  let highest: {id: string; seq: number} | undefined;
  let next = 0;
  for (const {id, at} of begun) {
    for (let end = ended[next]; end && end.at < at; end = ended[++next])
      if (end.seq > (highest?.seq ?? 0)) highest = {id: end.id, seq: end.seq};
    const seq = there.get(id);
    if (highest && seq !== undefined && seq < highest.seq)
      wrong.push(`${id} began when ${highest.id} was acknowledged, and stands before it`);
  }
  return wrong;
}

/** Each view is in order and without doubles, keeps what the one before had, and the last is what is stored. */
function views(history: readonly Event[], truth: Truth): string[] {
  const there = seqs(truth);
  const wrong: string[] = [];
  const places = new Map<string, Map<string, number>>();
  const last = new Map<string, readonly Placed[]>();
  for (const {client, view} of only(history, 'saw')) {
    const known = places.get(client) ?? new Map<string, number>();
    places.set(client, known);
    const shown = new Set<string>();
    let before = 0;
    for (const {id, seq} of view) {
      if (shown.has(id)) wrong.push(`${client} saw ${id} twice at once (I2)`);
      shown.add(id);
      if (seq <= before) wrong.push(`${client} saw ${id} at ${seq} behind ${before} (I3)`);
      before = seq;
      const was = known.get(id);
      if (was !== undefined && was !== seq) wrong.push(`${client} saw ${id} at ${was} and later at ${seq} (I10)`);
      if (was === undefined && !there.has(id)) wrong.push(`${client} saw ${id}, which is not stored (I1)`);
      known.set(id, seq);
    }
    for (const {id} of last.get(client) ?? []) if (!shown.has(id)) wrong.push(`${client} saw ${id} go away (I10)`);
    last.set(client, view);
  }
  const whole = truth.stored.map(({id, seq}) => `${seq} ${id}`);
  for (const [client, view] of last) {
    const shown = new Set(view.map(({id, seq}) => `${seq} ${id}`));
    const missing = whole.filter((one) => !shown.has(one));
    if (missing.length > 0)
      wrong.push(`${client} never saw ${missing.length} messages, the first of them ${missing[0]} (I4)`);
  }
  return wrong;
}
