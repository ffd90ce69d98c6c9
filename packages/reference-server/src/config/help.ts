/** What `parlor-server --help` prints. */
import {type Setting, settings, variables} from './settings.js';

const width = 120;
const indent = 22;

/** In lines that fit, each behind the column of the options. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function entry(name: string, text: string): string {
  const lines = wrapped(text);
  const head = `  ${name}`;
  const rest = lines.map((line) => `${' '.repeat(indent)}${line}`);
  if (head.length >= indent) return [head, ...rest].join('\n');
  return [head.padEnd(indent) + (lines[0] ?? ''), ...rest.slice(1)].join('\n');
}

function optionOf(name: string, {value, many, variable, means, says, usual}: Setting): string {
  const of = variable === undefined ? [] : [means === undefined ? variable : `${variable}=${means}`];
  const around = [...of, ...(usual === undefined ? [] : [usual])].join('; ');
  const text = [says, ...(many ? ['repeat it for more'] : [])].join('; ');
  return entry(value === undefined ? `--${name}` : `--${name} ${value}`, around === '' ? text : `${text} (${around})`);
}

export const help = `parlor-server: the Parlor chat server

Usage: parlor-server [options]
       parlor-server backup --to FILE           copies a database, also while it is in use
       parlor-server restore --from FILE        puts a copy back
       parlor-server doctor [--database FILE]   recounts a database; doctor --help says more
       parlor-server migrate --from FILE --to postgres://…   moves a database to PostgreSQL
       parlor-server export --to FILE           writes a whole database as JSON lines, or what there is of a person
       parlor-server load --from FILE           makes a database of an export
       parlor-server revoke --user ID           ends all sessions of a person
       parlor-server expire --retention DAYS    deletes old messages, or says how many there are
       parlor-server remove --conversation ID   takes a conversation away from everybody
       parlor-server audit verify|list          what the host did and read; audit --help says more
       parlor-server push-keys                  makes the two keys that browsers are pushed to with

${Object.entries(settings)
  .map(([name, setting]) => optionOf(name, setting))
  .join('\n')}
  --help, --version

In the environment only:
${Object.entries(variables)
  .map(([name, {says, usual}]: [string, Pick<Setting, 'says' | 'usual'>]) =>
    entry(name, usual === undefined ? says : `${says} (${usual})`),
  )
  .join('\n')}

An option given here goes before its environment variable, named in brackets; then comes the default. In a variable,
several values stand between commas.
`;
