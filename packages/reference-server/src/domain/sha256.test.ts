import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';
import fc from 'fast-check';
import {sha256} from './sha256.js';

const known = (text: string): string => createHash('sha256').update(text).digest('hex');

test('SHA-256 of a text is that of its bytes in UTF-8', () => {
  // FIPS 180-4, appendix B
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 300}), (text) => assert.equal(sha256(text), known(text))),
  );
});

test('SHA-256 of every length around the ends of its blocks', () => {
  for (let length = 0; length <= 260; length++) assert.equal(sha256('x'.repeat(length)), known('x'.repeat(length)));
});
