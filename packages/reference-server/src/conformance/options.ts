/** The command line of the kit: from arguments to what is wanted, or to one sentence for everything that is wrong. */
import {parseArgs} from 'node:util';
import type {Transport} from './transport.js';

export type Wanted = {
  url: string | undefined;
  secret: string | undefined;
  issuer: string | undefined;
  origin: string | undefined;
  transports: readonly Transport[];
  reports: readonly {file: string; format: 'json' | 'html'}[];
  only: readonly string[];
  timeoutMs: number;
  isVerbose: boolean;
};

export type Command =
  | {is: 'run'; wanted: Wanted}
  | {is: 'coverage'}
  | {is: 'list'; only: readonly string[]}
  | {is: 'help'}
  | {is: 'mistakes'; sentences: readonly string[]};

export const help = `parlor-conformance: checks a Parlor server against docs/protocol.md, from outside

Usage: parlor-conformance --url URL --secret TEXT [options]

  --url URL          the server, as https://chat.example.com
  --secret TEXT      the shared secret it takes HS256 tokens of    (better PARLOR_JWT_SECRET)
  --issuer TEXT      the iss its tokens must have
  --origin URL       a web origin it admits; without one a few cases are left out
  --transport NAME   rest, socket or both                          (both)
  --only TEXT        only cases whose number holds this, as PWP-SEND or PWP-SEND-005.b; repeat it for more
  --report FILE      writes a report, .json or .html; repeat it for both
  --timeout MS       how long one request may take                 (10000)
  --verbose          says of every case what came of it, not only of those that are not ok
  --list             the cases, without running them
  --coverage         the rules, with their cases or the reason why they have none
  --help

Ends with 0 when no case failed, with 1 when one did, with 2 when the server could not be asked.
It makes users, conversations and messages under ids nobody has met, and deletes nothing: use a server for tests.
`;

const options = {
  url: {type: 'string'},
  secret: {type: 'string'},
  issuer: {type: 'string'},
  origin: {type: 'string'},
  transport: {type: 'string'},
  only: {type: 'string', multiple: true},
  report: {type: 'string', multiple: true},
  timeout: {type: 'string'},
  verbose: {type: 'boolean'},
  list: {type: 'boolean'},
  coverage: {type: 'boolean'},
  help: {type: 'boolean', short: 'h'},
} as const;

/** Reads nothing but its arguments. `needsServer` false: whoever calls brings url and secret. */
export function readCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  needsServer = true,
): Command {
  let values: ReturnType<typeof parseArgs<{options: typeof options}>>['values'];
  try {
    ({values} = parseArgs({args: [...args], options}));
  } catch (error) {
    return {is: 'mistakes', sentences: [`${(error as Error).message.split('. ')[0]}; --help lists the options.`]};
  }
  if (values.help) return {is: 'help'};
  if (values.coverage) return {is: 'coverage'};
  const only = values.only ?? [];
  if (values.list) return {is: 'list', only};

  const sentences: string[] = [];
  const secret = values.secret ?? environment['PARLOR_JWT_SECRET'];
  const {url, issuer, origin, transport = 'both', timeout = '10000'} = values;
  if (needsServer || url !== undefined) {
    if (url === undefined || !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      sentences.push(
        url === undefined ? '--url is needed: the address of the server.' : `--url is an http address, not "${url}".`,
      );
    if (secret === undefined || secret === '')
      sentences.push('--secret (or PARLOR_JWT_SECRET) is needed: what the server’s tokens are signed with.');
  }
  if (!isTransport(transport)) sentences.push(`--transport is rest, socket or both, not "${transport}".`);
  if (!/^\d{2,6}$/.test(timeout)) sentences.push(`--timeout is a number of milliseconds, not "${timeout}".`);
  const reports = (values.report ?? []).map((file) => ({
    file,
    format: /\.(json|html)$/.exec(file)?.[1] as 'json' | 'html' | undefined,
  }));
  for (const {file, format} of reports)
    if (format === undefined) sentences.push(`--report writes a .json or a .html file, not "${file}".`);
  if (sentences.length > 0) return {is: 'mistakes', sentences};
  return {
    is: 'run',
    wanted: {
      url: url?.replace(/\/$/, ''),
      secret,
      issuer,
      origin,
      transports: transport === 'both' ? ['rest', 'socket'] : [transport as Transport],
      reports: reports.flatMap(({file, format}) => (format === undefined ? [] : [{file, format}])),
      only,
      timeoutMs: Number(timeout),
      isVerbose: values.verbose ?? false,
    },
  };
}

const isTransport = (name: string): boolean => ['rest', 'socket', 'both'].includes(name);
