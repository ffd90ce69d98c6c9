/** The gallery for readers who see and point in their own ways: every specimen without motion, at twice the text, close up, in their colours. */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {openGallery} from './gallery.js';
import {cutOff, moving, sideways, toldByFill} from './kit/see.js';

let gallery: Awaited<ReturnType<typeof openGallery>>;

before(async () => {
  gallery = await openGallery();
});
after(() => gallery?.[Symbol.asyncDispose]());

test('under reduced motion nothing moves on (WCAG 2.2.2, 2.3.3)', async () => {
  assert.deepEqual(await gallery.findings((page) => page.evaluate(moving), {reducedMotion: 'reduce'}), []);
  await using other = await gallery.open('?element=chat-typing');
  assert.notDeepEqual(await other.page.evaluate(moving), [], 'for other readers the dots do');
});

test('with text of twice the size, and spaced out, nothing is cut off (WCAG 1.4.4, 1.4.12)', async () => {
  const found = await gallery.findings(async (page) => {
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
      document.body.style.letterSpacing = '0.12em';
      document.body.style.wordSpacing = '0.16em';
    });
    // measured anew, and drawn
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    return page.evaluate(cutOff);
  });
  assert.deepEqual(found, []);
});

test('at a zoom of 400 % nothing scrolls sideways, and what lies over the page fits (WCAG 1.4.10)', async () => {
  const viewport = {width: 320, height: 256};
  assert.deepEqual(await gallery.findings((page) => page.evaluate(sideways), {viewport}, '&bare'), []);
});

test('in the reader’s own colours nothing is told by a fill alone (UX-T9)', async () => {
  assert.deepEqual(await gallery.findings((page) => page.evaluate(toldByFill), {forcedColors: 'active'}), []);
});
