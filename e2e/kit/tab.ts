/** A tab of the bare page: the SDK as it is published, in a real browser, without anything to see. */
import type {Chat, ConversationHandle} from '@parlor/sdk';
import type {BrowserContext, Page} from 'playwright-core';
import {until} from '../until.js';

export type Notes = {
  errors: string[];
  leads: {is: boolean; at: number}[];
  storage: string[];
  failed: string[];
};

declare global {
  interface Window {
    chat: Chat;
    conversation: ConversationHandle;
    notes: Notes;
    send(text: string, report?: (text: string) => unknown): Promise<void>;
    texts(): string[];
    fillDisk(): Promise<void>;
  }
}

export class Tab {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** `prepare` gets the page before it is loaded, at the same origin. */
  static async open(
    context: BrowserContext,
    url: string,
    user: string,
    room: string,
    prepare?: (page: Page) => Promise<void>,
  ): Promise<Tab> {
    const page = await context.newPage();
    if (prepare) {
      await page.goto(`${url}/page.js`);
      await prepare(page);
    }
    await page.goto(`${url}/?user=${user}&room=${room}`);
    await page.waitForFunction(() => 'chat' in window);
    return new Tab(page);
  }

  online(): Promise<unknown> {
    return until(
      () => this.page.evaluate(() => window.chat.connection.get().is),
      (is) => is === 'online',
      'the tab is online',
      45_000,
    );
  }

  isLeading(): Promise<boolean> {
    return this.page.evaluate(() => window.chat.connection.get().leading);
  }

  /** Resolves when the message is safe on the device. */
  send(text: string): Promise<void> {
    return this.page.evaluate((given) => window.send(given), text);
  }

  /** Confirmed messages of the conversation, as far as it is shown. */
  texts(): Promise<string[]> {
    return this.page.evaluate(() => window.texts());
  }

  /** Writes that wait. */
  waiting(): Promise<number> {
    return this.page.evaluate(() => window.chat.outbox.get().length);
  }

  notes(): Promise<Notes> {
    return this.page.evaluate(() => window.notes);
  }
}
