// The examples of hosted components, as their page runs them: one command compiles the class and starts the node.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { endings, Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { freePort } from '../lib/proxy-process.js';
import { REPOSITORY } from '../lib/router-process.js';

const RETRY_MILLIS = 100;
const CONFIGS = ['node.json', 'container.json'];

describe('the examples of components', () => {
  let root;
  let port;

  // The port of the examples may be taken: a copy has another one.
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'signalbox-components-'));
    port = await freePort();
    const folder = path.join(root, 'config-examples', 'components');
    await mkdir(path.dirname(folder));
    await cp(path.join(REPOSITORY, 'config-examples', 'components'), folder, { recursive: true });
    for (const name of CONFIGS) {
      const file = path.join(folder, name);
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll('8080', String(port)));
    }
    await mkdir(path.join(root, 'bin'));
    for (const name of ['bin/router', 'distribution']) await symlink(path.join(REPOSITORY, name), path.join(root, name));
  });
  after(() => rm(root, { recursive: true, force: true }));

  for (const name of CONFIGS) {
    it(`run with one command: ${name}`, async t => {
      const ending = endings(t);
      const example = spawn(path.join(root, 'config-examples', 'components', 'run.sh'), [name], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(example, 'exit');
      ending(async () => {
        example.kill('SIGTERM');
        await within(ended, 'the end of the example');
      });
      const ready = new Inbox('lines with ready');
      createInterface({ input: example.stdout }).on('line', line => / ready in /.test(line) && ready.add(line));
      await ready.take();
      const client = await connect({ library: 'autobahn', serializer: 'json' }, `ws://127.0.0.1:${port}/`);
      ending(() => client.close());
      await within((async () => {
        for (;;) {
          const result = await client.call('com.example.add', { args: [2, 3], kwargs: {} }).catch(({ error }) => error);
          if (result.args?.[0] === 6) return;
          assert.equal(result, 'wamp.error.no_such_procedure');
          await pause(RETRY_MILLIS);
        }
      })(), 'the sum');
    });
  }
});
