import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {type Operation, operations} from '@parlor/sdk/protocol';
import {openapiFile, openapiText} from './openapi-document.js';

test('openapi.json says what the operations table says (UPDATE_OPENAPI=1 writes it anew)', () => {
  const text = openapiText();
  if (process.env.UPDATE_OPENAPI === '1') writeFileSync(openapiFile, text);
  assert.equal(readFileSync(openapiFile, 'utf8'), text);
});

test('every route of the table is in the document, once, with its path fields, and every reference leads somewhere', () => {
  const document = JSON.parse(openapiText()) as {
    paths: Record<string, Record<string, {operationId: string}>>;
    components: {schemas: object};
  };
  const routes = (Object.values(operations) as Operation[]).flatMap(({rest}) => rest);
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  assert.deepEqual(described.sort(), routes.map(({method, path}) => `${method.toLowerCase()} /v1${path}`).sort());
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({operationId}) => operationId),
  );
  assert.equal(new Set(ids).size, ids.length);
  for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)) {
    assert.ok(Object.hasOwn(document.components.schemas, name as string), name);
  }
});
