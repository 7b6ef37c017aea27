// Nodes from the same configuration in version 1 of the format, in YAML and in version 2, each with two client libraries.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { helloConfigOnFreePort, routerCommand, startRouter } from '../lib/router-process.js';

// Version 1 has no `version`; the actions of a rule stand beside `uri`, and a star stands for a prefix.
const RULES = [
  { uri: 'com.example.*', call: true, register: true, publish: true, subscribe: true },
  { uri: 'com.example.secret', call: false, register: true, publish: false, subscribe: false },
];
const WARNING = /^.*: warning: \$: the file has no 'version'/m;

const texts = {};
let directory;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'signalbox-formats-'));
  const config = await helloConfigOnFreePort();
  delete config.version;
  for (const role of config.workers[0].realms[0].roles) role.permissions = RULES;
  const json = path.join(directory, 'config.json');
  await writeFile(json, texts['version 1 in JSON'] = JSON.stringify(config));
  await routerCommand('convert', '--config', json);
  texts['version 1 in YAML'] = await readFile(path.join(directory, 'config.yaml'), 'utf8');
  await rm(json);
  await routerCommand('upgrade', '--config', path.join(directory, 'config.yaml'));
  texts['version 2 in YAML'] = await readFile(path.join(directory, 'config.yaml'), 'utf8');
});
after(async () => { await rm(directory, { recursive: true }); });

for (const format of ['version 1 in JSON', 'version 1 in YAML', 'version 2 in YAML']) {
  it(`serves autobahn-js and wampy with a configuration of ${format}`, async t => {
    const name = format.endsWith('YAML') ? 'config.yaml' : 'config.json';
    const router = await startRouter({ name, text: texts[format] });
    t.after(() => router.stop());
    assert.equal(WARNING.test(router.stderr()), format.startsWith('version 1'), router.stderr());

    const callee = await connect({ library: 'autobahn', serializer: 'cbor' }, router.url);
    const caller = await connect({ library: 'wampy', serializer: 'msgpack' }, router.url);
    await callee.register('com.example.add', ({ args }) => ({ args: [args[0] + args[1]] }));
    assert.deepEqual((await caller.call('com.example.add', { args: [2, 3] })).args, [5]);
    const events = new Inbox('events');
    await caller.subscribe('com.example.topic', event => events.add(event.args[0]));
    await callee.publish('com.example.topic', { args: ['ü'] });
    assert.deepEqual(await events.take(), ['ü']);

    await callee.register('com.example.secret', () => ({ args: [] }));
    const refusal = await caller.call('com.example.secret').then(() => null, error => error.error);
    assert.equal(refusal, 'wamp.error.not_authorized', 'the exact rule denies what the prefix allows');
    await within(Promise.all([callee.close(), caller.close()]), 'closing');
  });
}
