// Texts as people write them: some words are in every second message and most are rare (Zipf), a few words long as a rule and seldom many.
import {randomFrom} from './load/random.mjs';

const words = 20_000;
const meanWords = 12;
const syllables = [
  'ba',
  'ne',
  'ri',
  'to',
  'lu',
  'sha',
  'men',
  'dor',
  'kis',
  'vel',
  'pan',
  'o',
  'ter',
  'mi',
  'sul',
  'gra',
];

/** The word of this rank, short where it is frequent. */
function wordOf(rank) {
  let word = '';
  for (let left = rank + 1; left > 0; left = Math.floor(left / syllables.length))
    word = syllables[left % syllables.length] + word;
  return word;
}

/** Answers a new text at each call, the same ones at every run. */
export function textsFrom(seed) {
  const random = randomFrom(seed);
  const next = () => wordOf(Math.floor(words ** random()) - 1);
  return () => {
    const count = Math.max(1, Math.round(-Math.log(1 - random()) * meanWords));
    return Array.from({length: Math.min(count, 200)}, next).join(' ');
  };
}
