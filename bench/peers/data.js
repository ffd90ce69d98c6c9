// The same conversation for everybody: texts of many lengths, three people, no pictures. Every text begins with its number,
// so that the measurements can find a message in whatever a library makes of it.

/** mulberry32, as in the tests: whole numbers below the argument. */
function random(seed) {
  let a = seed;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const words = 'the crane slot moved gate is still closed we park here now and wait for the next load at ten'.split(' ');
const names = {ann: 'Ann Lee', bob: 'Bob Ray', me: 'Me'};
const start = Date.UTC(2026, 4, 3, 9);

export const markOf = (n) => `#${n}:`;

/** `{n, sender, name, own, text, at}`; `at` in milliseconds. */
export function message(n) {
  const below = random(7 + n);
  const length = below(5) === 0 ? 20 + below(60) : 1 + below(12);
  const sender = ['ann', 'bob', 'me'][below(3)];
  const text = `${markOf(n)} ${Array.from({length}, () => words[below(words.length)]).join(' ')}`;
  return {n, sender, name: names[sender], own: sender === 'me', text, at: start + n * 60_000};
}

export const messages = (from, to) => Array.from({length: to - from + 1}, (_, i) => message(from + i));
