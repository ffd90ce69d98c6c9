// A browser launcher for @web/test-runner over classic WebDriver, for engines that speak nothing newer (WebKitGTK).
// It has one window and so runs one test file at a time.
import {setTimeout as sleep} from 'node:timers/promises';

/** WebDriver's code points for keys without a character of their own (https://www.w3.org/TR/webdriver2/#keyboard-actions). */
// biome-ignore format: a table
const keys = {
  Backspace: '\uE003', Tab: '\uE004', Enter: '\uE007', Shift: '\uE008', Control: '\uE009', Alt: '\uE00A', Escape: '\uE00C',
  Space: ' ', PageUp: '\uE00E', PageDown: '\uE00F', End: '\uE010', Home: '\uE011', ArrowLeft: '\uE012', ArrowUp: '\uE013',
  ArrowRight: '\uE014', ArrowDown: '\uE015', Insert: '\uE016', Delete: '\uE017', Meta: '\uE03D',
  ...Object.fromEntries(Array.from({length: 12}, (_, index) => [`F${index + 1}`, String.fromCharCode(0xe031 + index)])),
};

const buttons = {left: 0, middle: 1, right: 2};

/**
 * `url` is where the driver listens, `binary` the browser it starts. The launcher says its type is `playwright`, because
 * the commands of @web/test-runner-commands then use `getPage()`, whose keyboard, mouse and viewport are made here.
 */
export function webdriverLauncher({url, binary}) {
  let session;
  let active;

  const call = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(method === 'POST' ? {body: JSON.stringify(body ?? {})} : {}),
      signal: AbortSignal.timeout(30_000),
    });
    const {value} = await response.json();
    if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  const inSession = (method, path, body) => call(method, `/session/${session}${path}`, body);
  const run = (script) => inSession('POST', '/execute/sync', {script, args: []});
  const act = (type, id, actions) =>
    inSession('POST', '/actions', {
      actions: [{type, id, actions, ...(type === 'pointer' ? {parameters: {pointerType: 'mouse'}} : {})}],
    });

  const end = async () => {
    if (session === undefined) return;
    await inSession('DELETE', '');
    session = undefined;
  };

  const key = (type, name) => ({type, value: keys[name] ?? name});
  const pressing = (name) => [key('keyDown', name), key('keyUp', name)];
  const page = {
    keyboard: {
      type: (text) => act('key', 'keyboard', [...text].flatMap(pressing)),
      press: (name) => act('key', 'keyboard', pressing(name)),
      down: (name) => act('key', 'keyboard', [key('keyDown', name)]),
      up: (name) => act('key', 'keyboard', [key('keyUp', name)]),
    },
    mouse: {
      move: (x, y) => act('pointer', 'mouse', [{type: 'pointerMove', x: Math.round(x), y: Math.round(y)}]),
      down: ({button = 'left'} = {}) => act('pointer', 'mouse', [{type: 'pointerDown', button: buttons[button]}]),
      up: ({button = 'left'} = {}) => act('pointer', 'mouse', [{type: 'pointerUp', button: buttons[button]}]),
      async click(x, y, {button = 'left'} = {}) {
        await act('pointer', 'mouse', [
          {type: 'pointerMove', x: Math.round(x), y: Math.round(y)},
          {type: 'pointerDown', button: buttons[button]},
          {type: 'pointerUp', button: buttons[button]},
        ]);
      },
    },
    async setViewportSize({width, height}) {
      const window = await inSession('GET', '/window/rect');
      const inner = await run('return {width: innerWidth, height: innerHeight}');
      await inSession('POST', '/window/rect', {
        width: width + window.width - inner.width,
        height: height + window.height - inner.height,
      });
      // the window manager resizes in its own time
      for (let attempt = 0; attempt < 40; attempt++) {
        const now = await run('return {width: innerWidth, height: innerHeight}');
        if (now.width === width && now.height === height) return;
        await sleep(50);
      }
      throw new Error(`The window did not take the size ${width} × ${height}`);
    },
    async emulateMedia() {
      throw new Error('WebDriver cannot emulate media features');
    },
  };

  return {
    name: 'WebKit',
    type: 'playwright',
    concurrency: 1,
    async startSession(id, address) {
      active = id;
      // a new session has a new profile: no file sees what another has stored
      const created = await call('POST', '/session', {
        capabilities: {
          alwaysMatch: {
            browserName: 'MiniBrowser',
            // the tests begin before the load event, and ask for keys and clicks through this same session
            pageLoadStrategy: 'none',
            'webkitgtk:browserOptions': {binary, args: ['--automation']},
          },
        },
      });
      session = created.sessionId;
      await page.setViewportSize({width: 800, height: 600});
      await inSession('POST', '/url', {url: address});
    },
    isActive: (id) => active === id,
    getBrowserUrl: (id) => (active === id ? inSession('GET', '/url') : undefined),
    getPage: () => page,
    async stopSession() {
      active = undefined;
      await end();
      return {};
    },
    async startDebugSession() {
      throw new Error('Debug in Chromium: npx wtr --watch');
    },
    stop: end,
  };
}
