// Browser tests. Chromium by default; BROWSERS=firefox or BROWSERS=webkit for the other engines (see scripts/test-engines.mjs).
// One file: npx wtr --files 'packages/elements/src/chat-message/chat-message.browser.test.ts'
import {fileURLToPath} from 'node:url';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {defaultReporter} from '@web/test-runner';
import {chromiumArgs, ensureChromium} from './scripts/ensure-browser.mjs';
import {testFiles} from './scripts/test-files.mjs';
import {isolatedLauncher} from './scripts/wtr-isolated.mjs';
import {resultsReporter} from './scripts/wtr-results.mjs';
import {webdriverLauncher} from './scripts/wtr-webdriver.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const engine = process.env.BROWSERS ?? 'chromium';

const launchers = {
  chromium: () => isolatedLauncher({executablePath: ensureChromium(), args: chromiumArgs}),
  // puppeteer speaks BiDi with a stock Firefox; no geckodriver is needed
  firefox: () =>
    isolatedLauncher({
      browser: 'firefox',
      executablePath: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr',
      headless: true,
      extraPrefsFirefox: {'alerts.useSystemBackend': false},
    }),
  webkit: () => webdriverLauncher({url: process.env.WEBKIT_DRIVER_URL, binary: process.env.WEBKIT_BROWSER}),
};
if (!Object.hasOwn(launchers, engine))
  throw new Error(`BROWSERS is one of ${Object.keys(launchers).join(', ')}, not ${engine}`);

// socket.io-parser's "development" export imports a CommonJS module, which a browser cannot load; Lit's is wanted
const socketIoParser = {
  name: 'socket-io-parser',
  resolveImport: ({source}) =>
    source === 'socket.io-parser' ? '/node_modules/socket.io-parser/build/esm/index.js' : undefined,
};

// Firefox and WebKit report a resize that an observer caused, and that is observed a frame later, as an error of the page. It is
// none.
const ignoreLateResizes = `<script>
      addEventListener('error', (event) => {
        if (event.message.startsWith('ResizeObserver loop')) event.stopImmediatePropagation();
      });
    </script>`;

// A failed comparison of elements holds what cannot be sent to the runner, which would then wait until its time is over.
const page = (framework) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Tests</title>
  </head>
  <body>
    <script>
      const clone = structuredClone;
      const isCompared = (key) => key === 'actual' || key === 'expected';
      globalThis.structuredClone = (value, options) => {
        try {
          return clone(value, options);
        } catch (error) {
          if (value?.type !== 'wtr-session-finished') throw error;
          return JSON.parse(JSON.stringify(value, (key, inner) => (isCompared(key) ? String(inner) : inner)));
        }
      };
    </script>
    ${engine === 'chromium' ? '' : ignoreLateResizes}
    <script type="module" src="${framework}"></script>
  </body>
</html>`;

export default {
  rootDir: here('.'),
  files: testFiles().browser,
  testRunnerHtml: page,
  browsers: [launchers[engine]()],
  concurrency: engine === 'chromium' ? 2 : 1,
  nodeResolve: {browser: true, exportConditions: ['source', 'development']},
  plugins: [socketIoParser, esbuildPlugin({ts: true, target: 'es2022', tsconfig: here('tsconfig.base.json')})],
  filterBrowserLogs: ({args}) => !/Lit is in dev mode/.test(String(args[0])),
  reporters: [defaultReporter({reportTestProgress: false}), resultsReporter()],
  staticLogging: !process.stdout.isTTY,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 180_000,
  testFramework: {config: {timeout: 20_000}},
};
