/** People at the demo page, in Chromium. */
import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {type BrowserContext, chromium, type Locator, type Page} from 'playwright-core';

const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ...[
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ],
];
export const viewport = {width: 1100, height: 800};

/** One browser for several people, each in a context of their own. */
export async function openBrowser() {
  const browser = await chromium.launch({executablePath, args});
  return {
    browser,
    context: () => browser.newContext({viewport}),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** A browser that keeps its profile and can be killed like a battery that is empty. */
export function profile() {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-profile-'));
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    // the whole group: the processes that draw and store die in the same moment
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  return {
    async open(): Promise<BrowserContext> {
      const portFile = join(folder, 'DevToolsActivePort');
      rmSync(portFile, {force: true});
      child = spawn(
        executablePath,
        [...args, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'],
        {
          stdio: 'ignore',
          detached: true,
        },
      );
      for (let tries = 0; !existsSync(portFile) || readFileSync(portFile, 'utf8').trim() === ''; tries++) {
        if (tries > 300) throw new Error('Chromium did not say where it listens');
        await pause(50);
      }
      const [port] = readFileSync(portFile, 'utf8').split('\n');
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const [context] = browser.contexts();
      if (!context) throw new Error('Chromium has no context');
      return context;
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, {recursive: true, force: true, maxRetries: 5});
    },
  };
}

/** A person's tab with the inbox. */
export class Person {
  readonly page: Page;
  readonly user: string;

  private constructor(page: Page, user: string) {
    this.page = page;
    this.user = user;
  }

  static async arrive(context: BrowserContext, url: string, user: string): Promise<Person> {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, {violations: seen});
      document.addEventListener(
        'securitypolicyviolation',
        ({violatedDirective, blockedURI, sourceFile, lineNumber}) => {
          seen.push(`${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`);
        },
      );
    });
    await page.goto(`${url}/?user=${user}`);
    const person = new Person(page, user);
    await person.row(/./).first().waitFor();
    return person;
  }

  /** A row of the list of conversations. */
  row(name: RegExp): Locator {
    return this.page.locator('chat-conversation-list .row', {hasText: name});
  }

  badge(name: RegExp): Locator {
    return this.row(name).locator('[part="row-badge"]');
  }

  async open(name: RegExp): Promise<void> {
    await this.row(name).getByRole('button').first().click();
    await this.box().waitFor();
  }

  /** Scrolls to the newest message with the wheel, as a reader does. */
  async scrollToEnd(): Promise<void> {
    const log = await this.page.locator('chat-log').boundingBox();
    if (!log) throw new Error('no conversation is open');
    await this.page.mouse.move(log.x + log.width / 2, log.y + log.height / 2);
    await this.page.mouse.wheel(0, 20_000);
  }

  box(): Locator {
    return this.page.locator('chat-composer textarea');
  }

  async write(text: string): Promise<void> {
    await this.box().fill(text);
    await this.box().press('Enter');
    await this.message(text).waitFor();
  }

  /** The row of a message in the open conversation. */
  message(text: string): Locator {
    return this.page.locator('chat-log article', {has: this.page.locator('#body', {hasText: text})});
  }

  /** Texts of the open conversation from top to bottom, those that `pattern` fits. */
  async texts(pattern: RegExp): Promise<string[]> {
    const all = await this.page.locator('chat-log article #body').allTextContents();
    return all.map((text) => text.trim()).filter((text) => pattern.test(text));
  }

  /** What is told of a message to those who do not see its mark: "Sent", "Delivered" … */
  state(text: string): Locator {
    return this.message(text).locator('#state');
  }

  /** Resolves when nothing of this person waits to be sent, in the words of the SDK. */
  connection(): Promise<string> {
    return this.page.evaluate(
      () =>
        (
          document.querySelector('chat-inbox') as unknown as {chat: {connection: {get(): {is: string}}}}
        ).chat.connection.get().is,
    );
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as {violations: string[]}).violations);
  }
}
