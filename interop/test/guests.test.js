// The programs that the node starts: the example of the documentation, with autobahn-python and autobahn-js.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { endings, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { PYTHON, pythonLacks } from '../lib/peer-process.js';
import { freePort } from '../lib/proxy-process.js';
import { REPOSITORY, routerCommand, startRouter } from '../lib/router-process.js';

const EXAMPLE = path.join(REPOSITORY, 'config-examples', 'guests');
const RETRY_MILLIS = 100;
const missing = pythonLacks('autobahn') && 'Debian: apt-get install python3-autobahn';

const exampleFile = name => readFile(path.join(EXAMPLE, name), 'utf8');

// Calls until the guest has registered its procedure and returns what is expected.
const answersOf = (client, procedure, args, expected) => within((async () => {
  for (;;) {
    const result = await client.call(procedure, { args, kwargs: {} }).catch(({ error }) => error);
    if (result.args?.[0] === expected) return;
    assert.ok(result.args || result === 'wamp.error.no_such_procedure' || result === 'wamp.error.canceled', `${result}`);
    await pause(RETRY_MILLIS);
  }
})(), `${expected} from ${procedure}`);

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

  const answers = (procedure, args, expected) => answersOf(client, procedure, args, expected);

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

describe('components of Crossbar.io in Python', { skip: missing }, () => {
  const APP = `
from autobahn.twisted.wamp import ApplicationSession
class Adder(ApplicationSession):
    def onJoin(self, details):
        return self.register(lambda a, b: a + b + self.config.extra['more'], 'com.example.add')
def on_join(session, details):
    return session.register(lambda a, b: a * b, 'com.example.multiply')
`;

  it('run as the guests that router check shows', async t => {
    const ending = endings(t);
    const directory = await mkdtemp(path.join(tmpdir(), 'signalbox-python-'));
    ending(() => rm(directory, { recursive: true }));
    const port = await freePort();
    const realm = 'realm1';
    const router = {
      type: 'router',
      realms: [{ name: realm, roles: [{ name: 'anonymous', permissions: [
        { uri: 'com.example.', match: 'prefix', allow: { call: true, register: true } }] }] }],
      transports: [
        { type: 'websocket', endpoint: { type: 'tcp', interface: '127.0.0.1', port }, auth: { anonymous: { type: 'static' } } },
        { type: 'rawsocket', endpoint: { type: 'unix', path: 'router.sock' }, auth: { anonymous: { type: 'static' } } },
      ],
    };
    const container = {
      type: 'container',
      options: { python: PYTHON, pythonpath: ['empty', '.'] },
      components: [
        { type: 'class', classname: 'app.Adder', realm, extra: { more: 100, text: 'it\'s "long": '.repeat(50) },
          transport: { type: 'websocket', url: `ws://router.example:${port}/`,
            endpoint: { type: 'tcp', host: '127.0.0.1', port } } },
        { type: 'function', realm, callbacks: { join: 'app.on_join' },
          transport: { type: 'rawsocket', endpoint: { type: 'unix', path: 'router.sock' } } },
      ],
    };
    const config = workers => JSON.stringify({ version: 2, workers });
    const file = path.join(directory, 'crossbar.json');
    await writeFile(file, config([router, container]));
    const output = await routerCommand('check', '--config', file).then(
      stdout => assert.fail(`accepted: ${stdout}`), ({ stdout, stderr }) => stdout + stderr);
    const [, shown] = /with autobahn: (.*); for a class in Java/.exec(output) ?? assert.fail(output);
    const guests = JSON.parse(`[${shown}]`);
    assert.equal(guests.length, 2);

    const node = await startRouter({ text: config([router, ...guests]), files: { 'app.py': APP }, directory });
    ending(() => node.stop());
    const client = await connect({ library: 'autobahn', serializer: 'json' }, `ws://127.0.0.1:${port}/`);
    ending(() => client.close());
    await answersOf(client, 'com.example.add', [2, 3], 105);
    await answersOf(client, 'com.example.multiply', [2, 3], 6);
  });
});
