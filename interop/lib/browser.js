// A headless Chromium, where the machine has one.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { REPOSITORY } from './router-process.js';

export const PATIENCE_MILLIS = 120_000;
export const CDN = 'https://cdn.jsdelivr.net/npm/';
export const SCRIPT = path.join(REPOSITORY, 'interop', 'node_modules', 'autobahn-browser', 'autobahn.min.js');

const BROWSER = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find(file => file && existsSync(file));

// Why the tests with a browser are skipped, or false.
export const noBrowser = BROWSER === undefined && 'no Chromium on this machine';

if (noBrowser) {
  console.error('\n*** NO CHROMIUM FOUND: the browser tests are skipped (Debian: apt-get install chromium) ***\n');
}

export const launchBrowser = (...args) => chromium.launch({
  executablePath: BROWSER,
  timeout: PATIENCE_MILLIS,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', ...args],
});
