// Finds Chrome, Chromium or Edge for the browser tests, or installs Chromium on Debian.
// Needs no package, because it runs before `npm ci` too. Run it alone to see which browser is used.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {canInstallDebianPackages, installDebianPackages} from './apt.mjs';

/** Command line switches for a Chromium that only tests: quiet, offline by itself, and no sandbox where root needs that. */
export const chromiumArgs = [
  ...(process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** The path of a Chromium-like browser, or undefined. A `CHROME_PATH` that names no file is an error. */
export function findChromium() {
  const wanted = process.env.CHROME_PATH;
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROME_PATH names no file: ${wanted}`);
  }
  return knownPlaces().find((place) => existsSync(place));
}

/** The path of a Chromium-like browser; installs one on Debian as root, or throws a sentence that says what to do. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (canInstallDebianPackages()) {
    installDebianPackages(['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'], 'for the browser tests');
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(`The browser tests need Chrome, Chromium or Edge, and none was found.
  Debian: sudo apt-get install chromium fonts-noto-color-emoji
  macOS: brew install --cask google-chrome
  Windows: winget install Google.Chrome
  Or set CHROME_PATH to the browser's executable, or run only the other tests: npm run test:node`);
}

function knownPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
      Boolean,
    );
    const inside = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return inside.flatMap((path) => roots.map((root) => join(root, path)));
  }
  const names = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'microsoft-edge'];
  return [...names.map((name) => `/usr/bin/${name}`), '/snap/bin/chromium'];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(ensureChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
