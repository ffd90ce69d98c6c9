/** The command line and the environment of `parlor-admin`. */
import {parseArgs} from 'node:util';

/** In one sentence, without its full stop. `isAboutUse`: the help says how it is done. */
export class WrongUsage extends Error {
  readonly isAboutUse: boolean;

  constructor(sentence: string, isAboutUse = true) {
    super(sentence);
    this.isAboutUse = isAboutUse;
  }
}

export type Settings = {
  url: string;
  token: string | undefined;
  secret: string | undefined;
  issuer: string | undefined;
  as: string | undefined;
};

export type Asked = Settings & {name: string | undefined; fields: ReadonlyMap<string, string>; isHelp: boolean};

const options = {
  as: {type: 'string'},
  url: {type: 'string'},
  help: {type: 'boolean', short: 'h', default: false},
} as const;

/** @throws {WrongUsage} */
export function optionsIn(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Asked {
  const {values, positionals} = parse(args);
  const [name, ...pairs] = positionals;
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new WrongUsage(`"${pair}" is no FIELD=VALUE`);
    const field = pair.slice(0, at);
    if (fields.has(field)) throw new WrongUsage(`${field} is there twice`);
    fields.set(field, pair.slice(at + 1));
  }
  const set = (variable: string): string | undefined => environment[variable]?.trim() || undefined;
  const url = (values.url ?? set('PARLOR_URL') ?? 'http://127.0.0.1:3000').replace(/\/+$/, '');
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new WrongUsage(`"${url}" is no address of a server`);
  return {
    ...{name, fields, url, isHelp: values.help},
    token: set('PARLOR_ADMIN_TOKEN'),
    secret: set('PARLOR_JWT_SECRET'),
    issuer: set('PARLOR_ISSUER'),
    as: values.as ?? set('PARLOR_ADMIN'),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({args: [...args], options, allowPositionals: true});
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}
