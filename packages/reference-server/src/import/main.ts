/**
 * The command line of the import: a file of JSON lines, or the folder of a Slack export. Both are read twice, first to know what
 * is in them, then to write it.
 * Exit codes: 0 everything is in, 1 something was left out or it went wrong on the way, 2 nothing to begin with.
 */
import {existsSync, readFileSync, statSync} from 'node:fs';
import {UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {ControlError} from '../control/address.js';
import {type Complaints, createComplaints} from './complaints.js';
import {bringInLines} from './lines.js';
import {help, joining, readOptions, type Settings} from './options.js';
import {bringInSlack} from './slack/bring-in.js';
import {NoExport, readWorkspace} from './slack/workspace.js';
import {openTarget, type Target} from './target.js';

type Source = {complaints: Complaints; bringIn(target: Target): Promise<string>};

async function main(args: string[]): Promise<number> {
  const settings = readOptions(args);
  if (typeof settings === 'string') return nothing(settings);
  if (settings.help) {
    console.log(help);
    return 0;
  }
  const source = sourceOf(settings);
  if (typeof source === 'string') return nothing(source);
  let target: Target;
  try {
    target = await openTarget(settings.database);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return nothing(error.message);
  }
  try {
    console.log(await source.bringIn(target));
    return source.complaints.end() > 0 ? 1 : 0;
  } finally {
    await target.close();
  }
}

function nothing(sentence: string): number {
  console.error(sentence);
  return 2;
}

/** What is to be imported, or a sentence about why there is nothing. */
function sourceOf(settings: Settings): Source | string {
  const {file} = settings;
  const stat = existsSync(file) ? statSync(file) : undefined;
  if (stat?.isDirectory()) return slackIn(settings);
  if (!stat?.isFile()) return `There is no file ${file}.`;
  if (/\.zip$/i.test(file)) return `${file} is packed: unzip it, and name the folder.`;
  if (settings.people !== undefined) return '--people goes with the folder of a Slack export.';
  const {join = joining(['ann', 'ben']), unread = 7, members = 100, prefix = 'import:'} = settings;
  const complaints = createComplaints('line');
  const arrangement = {join, unread: () => unread, members, prefix};
  return {complaints, bringIn: (target) => bringInLines({file, ...arrangement}, target, complaints)};
}

function slackIn(settings: Settings): Source | string {
  const {file: root, join = [], unread = 0, members = Number.POSITIVE_INFINITY, prefix = 'slack:'} = settings;
  const people = peopleIn(settings.people);
  if (typeof people === 'string') return people;
  const complaints = createComplaints('part');
  const identity = {people, prefix};
  try {
    const workspace = readWorkspace(root, identity, complaints.complain);
    const arrangement = {...identity, join, unread, members, now: Date.now()};
    return {complaints, bringIn: (target) => bringInSlack({root, workspace, arrangement}, target, complaints)};
  } catch (error) {
    if (error instanceof NoExport) return error.message;
    throw error;
  }
}

const People = v.record(v.string(), UserId);

/** Who of Slack is who here. */
function peopleIn(file: string | undefined): ReadonlyMap<string, string> | string {
  if (file === undefined) return new Map();
  const sentence = `${file} is not a JSON object from ids of Slack to user ids, like {"U012AB3CD": "ann"}.`;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const parsed = v.safeParse(People, value);
    return parsed.success && !Array.isArray(value) ? new Map(Object.entries(parsed.output)) : sentence;
  } catch (error) {
    return error instanceof SyntaxError ? sentence : `${file} cannot be read.`;
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
