/** docs/configuration.md, made of the server's own table of settings. `make-configuration.mjs` writes it; a test of the server compares. */
import {fileURLToPath} from 'node:url';
import {type Setting, settings, variables} from '../packages/reference-server/src/config/settings.js';

export const configurationFile = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function row([name, {value, many, variable, means, says, usual, see}]: [string, Setting]): string {
  const option = `\`--${name}${value === undefined ? '' : ` ${value}`}\`${many ? ', repeated' : ''}`;
  const from = variable === undefined ? '' : `\`${means === undefined ? variable : `${variable}=${means}`}\``;
  const more = see === undefined ? '' : ` ([more](${see}))`;
  return `| ${option} | ${from} | ${cell(says)}${more} | ${cell(usual ?? (value === undefined ? 'off' : ''))} |`;
}

export const configurationText = (): string => `# Every setting of the server

Generated from \`packages/reference-server/src/config/settings.ts\` by \`scripts/make-configuration.mjs\`. What matters first is in
[run the server](guides/server.md).

An option on the command line goes before its variable in the environment; an empty variable counts as none. Of an option that is repeated, the
variable holds the values between commas. What is wrong is said in one sentence for each setting, and the server does not start.

| option | variable | what it is | where nobody says anything |
| --- | --- | --- | --- |
${Object.entries(settings).map(row).join('\n')}

In the environment only, because other users of a machine see the arguments of its processes:

| variable | what it is | where nobody says anything |
| --- | --- | --- |
${Object.entries(variables)
  .map(
    ([name, {says, usual}]: [string, Pick<Setting, 'says' | 'usual'>]) =>
      `| \`${name}\` | ${cell(says)} | ${cell(usual ?? '')} |`,
  )
  .join('\n')}
`;
