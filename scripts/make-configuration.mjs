// Writes docs/configuration.md from the server's own table of settings.
import {writeFileSync} from 'node:fs';
import {register} from 'tsx/esm/api';

register();
const {configurationFile, configurationText} = await import('./configuration-document.ts');
writeFileSync(configurationFile, configurationText());
console.log('Wrote docs/configuration.md.');
