/** What the command line and the environment say of each setting, still as text. */
import {parseArgs} from 'node:util';
import {type Setting, type SettingName, settings} from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;
type Table = typeof settings;
/** Settings by what they take. */
type Flag = {[Name in SettingName]: Table[Name] extends {value: string} ? never : Name}[SettingName];
type List = {[Name in SettingName]: Table[Name] extends {many: true} ? Name : never}[SettingName];
type Text = Exclude<SettingName, Flag | List>;

export type Given = {
  wants: 'help' | 'version' | undefined;
  /** An empty text counts as none. */
  text(name: Text): string | undefined;
  list(name: List): string[];
  flag(name: Flag): boolean;
  variable(name: string): string | undefined;
};

const all: Readonly<Record<string, Setting>> = settings;
const options = {
  ...Object.fromEntries(
    Object.entries(all).map(([name, {value, many}]) => [
      name,
      {type: value === undefined ? ('boolean' as const) : ('string' as const), ...(many && {multiple: true})},
    ]),
  ),
  help: {type: 'boolean' as const, short: 'h'},
  version: {type: 'boolean' as const},
};

/** Whatever is no option, or none with such a value, becomes a sentence in `mistakes`. */
export function readGiven(args: readonly string[], environment: Environment, mistakes: string[]): Given {
  const given = parse(args, mistakes);
  const variable = (name: string | undefined): string | undefined =>
    (name === undefined ? undefined : environment[name]?.trim()) || undefined;
  return {
    wants: given.has('help') ? 'help' : given.has('version') ? 'version' : undefined,
    text: (name) => given.get(name)?.[0] ?? variable(all[name]?.variable),
    list: (name) =>
      given.get(name) ??
      (variable(all[name]?.variable) ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    flag(name) {
      const {variable: of, means}: Setting = all[name] as Setting;
      const value = variable(of);
      if (value !== undefined && value !== 'on' && value !== 'off')
        mistakes.push(`${of} is on or off, not "${value}".`);
      return given.has(name) || (value !== undefined && value === means);
    },
    variable,
  };
}

/** The values of each option that is there; of one without a value none. */
function parse(args: readonly string[], mistakes: string[]): Map<string, string[]> {
  const given = new Map<string, string[]>();
  const {tokens} = parseArgs({args: [...args], options, strict: false, allowPositionals: true, tokens: true});
  for (const token of tokens) {
    if (token.kind === 'positional') mistakes.push(`"${token.value}" is not an option; --help lists them.`);
    if (token.kind !== 'option') continue;
    const {name, rawName, value, inlineValue} = token;
    const option = Object.hasOwn(options, name) ? options[name as keyof typeof options] : undefined;
    if (option === undefined) mistakes.push(`There is no option ${rawName}; --help lists them.`);
    else if (option.type === 'boolean') {
      if (value !== undefined) mistakes.push(`${rawName} takes no value.`);
      given.set(name, []);
    } else if (value === undefined || (!inlineValue && value.startsWith('--')))
      mistakes.push(`${rawName} needs a value.`);
    else if ('multiple' in option) given.set(name, [...(given.get(name) ?? []), value]);
    else if (given.has(name)) mistakes.push(`${rawName} is there twice.`);
    else given.set(name, [value]);
  }
  return given;
}
