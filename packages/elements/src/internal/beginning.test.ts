import assert from 'node:assert/strict';
import {test} from 'node:test';
import {strings} from '../strings/en-all.js';
import {beginningWords} from './beginning.js';

test('a row and a quote say how a message begins; of a poll that it is one, of an answer without words yet three dots, of a file what it is (PWP-MODEL-013)', () => {
  const said = [
    {text: 'See you at ten'},
    {text: 'Lunch where?', poll: true},
    {text: '', growing: 1},
    {text: 'So far', growing: 1},
    {text: ''},
  ].map((one) => beginningWords(one, strings));
  assert.deepEqual(said, ['See you at ten', 'Poll: Lunch where?', '…', 'So far', 'Attachment']);
});
