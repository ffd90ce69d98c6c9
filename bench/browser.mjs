// Chromium for measurements that need a screen.
import {chromium} from 'playwright-core';
import {chromiumArgs, ensureChromium} from '../scripts/ensure-browser.mjs';

export async function inBrowser(work) {
  const browser = await chromium.launch({executablePath: ensureChromium(), args: chromiumArgs});
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** As `inBrowser`, with a context whose profile stays in this folder from one browser to the next. */
export async function inProfile(folder, work) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: ensureChromium(),
    args: chromiumArgs,
    viewport: {width: 800, height: 800},
  });
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

/** Milliseconds from choosing a conversation, in an inbox that is online and has nothing of it cached, to `text` on the screen. */
export async function timeToOpen(browser, {url, conversation, text}) {
  const context = await browser.newContext({viewport: {width: 1200, height: 800}});
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => window.isReady?.(), undefined, {timeout: 20_000});
    return await page.evaluate(([id, words]) => window.openAndMeasure(id, words), [conversation, text]);
  } finally {
    await context.close();
  }
}
