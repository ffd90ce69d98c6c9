// Writes docs/protocol.schema.json and the generated tables of docs/protocol.md from packages/sdk/src/protocol.
import {writeFileSync} from 'node:fs';
import {register} from 'tsx/esm/api';

register();
const {documentFile, documentText, schemaFile, schemaText} = await import('./protocol-document.ts');
writeFileSync(schemaFile, schemaText());
writeFileSync(documentFile, documentText());
console.log('Wrote docs/protocol.schema.json and the generated parts of docs/protocol.md.');
