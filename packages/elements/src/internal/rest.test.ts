import assert from 'node:assert/strict';
import {beforeEach, mock, test} from 'node:test';
import {Rest} from './rest.js';

const frames = new Map<number, () => void>();
const page = {hidden: false};
Object.assign(globalThis, {
  document: page,
  requestAnimationFrame: (run: () => void) => {
    frames.set(frames.size + 1, run);
    return frames.size;
  },
  cancelAnimationFrame: (id: number) => void frames.delete(id),
});
const frame = (): void => {
  const due = [...frames.values()];
  frames.clear();
  for (const run of due) run();
};

let rests = 0;
let rest: Rest;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({apis: ['setTimeout']});
  frames.clear();
  page.hidden = false;
  rests = 0;
  rest = new Rest(() => rests++);
});

test('rest comes with the frame after 120 ms of silence, not before it', () => {
  rest.wait();
  mock.timers.tick(119);
  frame();
  assert.equal(rests, 0);
  mock.timers.tick(1);
  assert.equal(rests, 0, 'the next step of a smooth scroll may come with the frame');
  frame();
  assert.equal(rests, 1);
});

test('a scroll that is told before that frame puts it off', () => {
  rest.wait();
  mock.timers.tick(120);
  rest.wait();
  frame();
  assert.equal(rests, 0);
  mock.timers.tick(120);
  frame();
  assert.equal(rests, 1);
});

test('a page in the background has no frames, and rests without', () => {
  page.hidden = true;
  rest.wait();
  mock.timers.tick(120);
  assert.equal(rests, 1);
});

test('under a finger nothing rests, nor where the list is gone', () => {
  rest.isDown = true;
  rest.wait();
  mock.timers.tick(120);
  frame();
  assert.equal(rests, 0);
  rest.stop();
  assert.equal(rest.isDown, false);
  rest.wait();
  rest.stop();
  mock.timers.tick(120);
  frame();
  assert.equal(rests, 0);
});
