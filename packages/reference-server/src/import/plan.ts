/** What a log holds, found out before anything is written: who wrote most in each channel decides who becomes a member. */
import type {ImportLine} from './line.js';

export type ChannelPlan = {
  title: string;
  first: number;
  /** Lines by author. */
  authors: Map<string, number>;
  /** Ids of the lines, so that a reply to a line that is not there is made an ordinary message. */
  lines: Set<string>;
};

export type Plan = {channels: Map<string, ChannelPlan>; count: number};

export function makePlan(): Plan {
  return {channels: new Map(), count: 0};
}

/** Takes a line into the plan. A line whose id was there before in its channel is answered with false. */
export function planLine(plan: Plan, {channel, author, at, id}: ImportLine): boolean {
  const known = plan.channels.get(channel);
  const entry = known ?? {title: channel, first: at, authors: new Map(), lines: new Set()};
  if (!known) plan.channels.set(channel, entry);
  if (entry.lines.has(id)) return false;
  entry.lines.add(id);
  entry.first = Math.min(entry.first, at);
  entry.authors.set(author, (entry.authors.get(author) ?? 0) + 1);
  plan.count++;
  return true;
}

/** Those who wrote most, at most `limit`; of equals the first by name, so that the same log always gives the same. */
export function busiestAuthors({authors}: ChannelPlan, limit: number): string[] {
  const rows = [...authors].sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1));
  return rows.slice(0, Math.max(0, limit)).map(([author]) => author);
}
