// The programs that the node starts: the example of the documentation, with autobahn-python and autobahn-js.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { PYTHON, pythonLacks } from '../lib/peer-process.js';
import { freePort } from '../lib/proxy-process.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';

const EXAMPLE = path.join(REPOSITORY, 'config-examples', 'guests');
const RETRY_MILLIS = 100;
const missing = pythonLacks('autobahn') && 'Debian: apt-get install python3-autobahn';

const exampleFile = name => readFile(path.join(EXAMPLE, name), 'utf8');

describe('guests', { skip: missing }, () => {
  let router;
  let client;

  before(async () => {
    const config = JSON.parse((await exampleFile('node.json')).replaceAll('8080', await freePort()));
    delete config.$schema;
    const [, adder, multiplier] = config.workers;
    adder.executable = PYTHON;
    multiplier.executable = process.execPath;
    const files = { 'adder.py': await exampleFile('adder.py'), 'multiplier.cjs': await exampleFile('multiplier.cjs') };
    const env = { NODE_PATH: path.join(REPOSITORY, 'interop', 'node_modules') };
    router = await startRouter({ text: JSON.stringify(config), files, env });
    client = await connect({ library: 'autobahn', serializer: 'json' }, router.url);
  });
  after(async () => {
    await client?.close();
    await router?.stop();
  });

  // Calls until the guest has registered its procedure and returns what is expected.
  const answers = (procedure, args, expected) => within((async () => {
    for (;;) {
      const result = await client.call(procedure, { args, kwargs: {} }).catch(({ error }) => error);
      if (result.args?.[0] === expected) return;
      assert.ok(result.args || result === 'wamp.error.no_such_procedure' || result === 'wamp.error.canceled', `${result}`);
      await pause(RETRY_MILLIS);
    }
  })(), `${expected} from ${procedure}`);

  it('in Python and JavaScript answer calls', async () => {
    await answers('com.example.add', [2, 3], 5);
    await answers('com.example.multiply', [2, 3], 6);
  });

  it('are restarted when their files change', async () => {
    await answers('com.example.add', [2, 3], 5);
    const file = path.join(router.directory, 'adder.py');
    await writeFile(file, (await readFile(file, 'utf8')).replace('a + b', 'a + b + 100'));
    await answers('com.example.add', [2, 3], 105);
  });

  it('end with the node', async () => {
    await client.close();
    client = undefined;
    router.terminate();
    assert.deepEqual(await within(router.exited, 'exit'), { code: 0, signal: null });
  });
});
