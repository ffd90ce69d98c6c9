// `npm run test:engines`: the browser tests in Firefox and WebKit. On Debian as root it installs both; elsewhere it says what
// is missing. What an engine cannot do stands in engine-limits.json, with the reason.
//   --only firefox|webkit     anything else: only the files whose path contains one of the words
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {canInstallDebianPackages, installDebianPackages} from './apt.mjs';
import {close, runTogether, total} from './results.mjs';
import {ensureDependencies, runScript} from './setup.mjs';
import {isWanted, root, testFiles} from './test-files.mjs';

/** For each engine: what it needs, as Debian package and a test whether it is there, and how its tests are started. */
const engines = {
  firefox: {
    packages: ['firefox-esr'],
    isThere: () => existsSync(firefoxPath()),
    start: async () => ({env: {FIREFOX_PATH: firefoxPath()}, stop() {}}),
  },
  webkit: {
    packages: ['webkit2gtk-driver', 'xvfb', 'openbox', 'fonts-liberation', 'fonts-noto-color-emoji'],
    isThere: () =>
      ['WebKitWebDriver', 'Xvfb', 'openbox'].every((name) => existsSync(`/usr/bin/${name}`)) &&
      miniBrowser() !== undefined,
    start: startWebkit,
  },
};

await runScript(async () => {
  const {values, positionals} = parseArgs({options: {only: {type: 'string'}}, allowPositionals: true});
  if (values.only !== undefined && !Object.hasOwn(engines, values.only)) {
    throw new Error(`--only takes ${Object.keys(engines).join(' or ')}, not ${values.only}.`);
  }
  ensureDependencies();
  const limits = JSON.parse(readFileSync(join(root, 'scripts/engine-limits.json'), 'utf8'));
  const wanted = Object.keys(engines).filter((name) => (values.only ?? name) === name);
  for (const name of wanted) ensureEngine(name, engines[name]);
  // Each engine runs one file at a time, and both run side by side: of two windows of Firefox only one has the focus, and a
  // hidden one is drawn once a second.
  const isQuiet = wanted.length > 1;
  if (isQuiet)
    console.log(`${wanted.join(' and ')} side by side; each says what it found at its end, after some minutes.`);
  // two runners that look for a port of their own at the same time find the same one
  const ports = await freePorts(wanted.length);
  const counts = await Promise.all(
    wanted.map((name, index) => testIn(name, positionals, {limits, isQuiet, port: ports[index]})),
  );
  close(total(counts));
});

/** The counts of the browser tests in one engine. */
async function testIn(name, words, {limits, isQuiet, port}) {
  const own = limits.filter((limit) => limit.engine === name);
  const leftOut = new Set(own.filter(isWholeFile).map(({file}) => file));
  const files = testFiles().browser.filter((file) => !leftOut.has(file) && isWanted(file, words));
  for (const {file, reason} of own.filter(isWholeFile)) console.log(`Not run in ${name}: ${file} (${reason})`);
  if (files.length === 0) return {passed: 0, failed: 0, skipped: 0};
  const {env, stop} = await engines[name].start();
  try {
    return await runTogether({
      name: `browser tests in ${name}`,
      args: ['node_modules/@web/test-runner/dist/bin.js', '--port', String(port), '--files'],
      files,
      env: {...env, BROWSERS: name},
      timeoutMinutes: 35,
      acceptSkip: () => 'the run in Chromium decides which tests may be skipped',
      limits: own.filter((limit) => !isWholeFile(limit)),
      isQuiet,
      triesAgain: Boolean(process.env.CI),
    });
  } finally {
    await stop();
  }
}

/** An entry with a file alone keeps the file from being run; with a test or an error it expects failures. */
function isWholeFile({file, test, error}) {
  return file !== undefined && test === undefined && error === undefined;
}

function ensureEngine(name, {packages, isThere}) {
  if (isThere()) return;
  if (canInstallDebianPackages()) installDebianPackages(packages, `for the tests in ${name}`);
  if (isThere()) return;
  throw new Error(`The tests in ${name} need what Debian calls ${packages.join(', ')}, and it is not here.
  Debian: sudo apt-get install ${packages.join(' ')}
  Or run the other one alone: npm run test:engines -- --only ${name === 'firefox' ? 'webkit' : 'firefox'}`);
}

function firefoxPath() {
  return process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr';
}

/** The small browser that comes with WebKitGTK, in a folder named after the machine's architecture. */
function miniBrowser() {
  if (!existsSync('/usr/lib')) return undefined;
  const folders = readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'));
  return folders
    .flatMap((folder) => ['4.1', '6.0', '4.0'].map((version) => `/usr/lib/${folder}/webkit2gtk-${version}/MiniBrowser`))
    .find((path) => existsSync(path));
}

/** WebKit has no headless mode: it gets a screen of its own, whose number Xvfb chooses, and a driver on a free port. */
async function startWebkit() {
  const children = [];
  const stop = async () => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill();
      await Promise.race([once(child, 'exit'), sleep(5000, undefined, {ref: false})]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }
  };
  try {
    const screen = spawn('/usr/bin/Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    children.push(screen);
    const [number] = await Promise.race([
      once(screen.stdio[3], 'data'),
      once(screen, 'exit').then(() => Promise.reject(new Error('Xvfb ended before it had a screen.'))),
      sleep(20_000, undefined, {ref: false}).then(() => Promise.reject(new Error('Xvfb gave no screen within 20 s.'))),
    ]);
    const display = `:${String(number).trim()}`;
    // without a window manager no window ever has the focus, and nothing matches :focus
    children.push(spawn('/usr/bin/openbox', [], {env: {...process.env, DISPLAY: display}, stdio: 'ignore'}));
    const [port] = await freePorts(1);
    const driver = spawn('/usr/bin/WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      env: {...process.env, DISPLAY: display},
      stdio: 'ignore',
    });
    children.push(driver);
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url);
    return {env: {WEBKIT_DRIVER_URL: url, WEBKIT_BROWSER: miniBrowser()}, stop};
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As many ports that nobody listens on, no two the same. */
async function freePorts(count) {
  const servers = Array.from({length: count}, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function untilReady(url) {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const response = await fetch(`${url}/status`, {signal: AbortSignal.timeout(1000)});
      if (response.ok) return;
    } catch {
      // not listening yet
    }
    await sleep(100);
  }
  throw new Error('WebKitWebDriver did not answer within 10 s.');
}
