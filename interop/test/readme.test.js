// The snippet of the README runs as it is printed there, but for the port.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';

const SNIPPET = path.join(REPOSITORY, 'interop', 'readme-snippet.mjs'); // beside node_modules, where it finds autobahn
let router;

before(async () => { router = await startRouter(); });
after(async () => {
  await rm(SNIPPET, { force: true });
  await router.stop();
});

it('the README snippet calls and subscribes', async t => {
  const readme = await readFile(path.join(REPOSITORY, 'README.md'), 'utf8');
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme);
  assert.ok(code.trimEnd().split('\n').length <= 10, 'the README promises ten lines');
  assert.ok(code.includes('ws://127.0.0.1:8080/ws'));
  await writeFile(SNIPPET, code.replace(':8080', `:${router.port}`));
  const child = spawn(process.execPath, [SNIPPET], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill());
  const lines = new Inbox('lines');
  child.stdout.setEncoding('utf8').on('data', text => text.split('\n').filter(Boolean).forEach(lines.add));
  assert.deepEqual(await lines.take(), ['2 + 3 = 5']);
  const window = await within(connect({ library: 'wampy', serializer: 'json' }, router.url), 'joining');
  await window.publish('com.example.counter', { args: [7], kwargs: { name: 'a window' } });
  assert.deepEqual(await lines.take(), ['a window counts 7']);
  await within(window.close(), 'closing');
});
