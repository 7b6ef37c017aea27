// The snippet and the commands of the README run as they are printed there, but for the port.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { beginRouterCommand, REPOSITORY, routerCommandWith, startRouter } from '../lib/router-process.js';

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

it('the README publishes and subscribes between two terminals', async t => {
  const readme = await readFile(path.join(REPOSITORY, 'README.md'), 'utf8');
  const command = name => new RegExp(`^ {4}bin/router (${name} .*)$`, 'm').exec(readme)[1].split(' ');
  const [, shown] = /The first terminal shows `(.*?)`/.exec(readme);
  const env = { ROUTER_URL: router.url };
  const { child, exited } = await within(
    beginRouterCommand('subscribed to com.example.counter', command('subscribe'), env), 'subscribing');
  t.after(() => child.kill('SIGKILL'));
  const lines = new Inbox('lines');
  child.stdout.setEncoding('utf8').on('data', text => text.split('\n').filter(Boolean).forEach(lines.add));
  assert.equal(await within(routerCommandWith(env, ...command('publish')), 'publishing'), '');
  assert.deepEqual(await lines.take(), [shown]);
  child.kill('SIGTERM');
  assert.equal(await within(exited, 'the end'), 0);
});

it('the shell calls a program behind a procedure, and a procedure of another client', async t => {
  const env = { ROUTER_URL: router.url };
  const program = 'sed \'s/.*"args":\\[\\([0-9]*\\)].*/\\1/\'';
  const { child, exited } = await within(
    beginRouterCommand('registered', ['register', 'com.example.program', '--exec', program], env), 'registering');
  t.after(() => child.kill('SIGKILL'));
  assert.equal(await within(routerCommandWith(env, 'call', 'com.example.program', '42'), 'calling'), '42\n');
  const peer = await within(connect({ library: 'autobahn', serializer: 'cbor' }, router.url), 'joining');
  await peer.register('com.example.join', ({ args, kwargs }) => ({ args: [args.join(kwargs.with)] }));
  const joined = await within(
    routerCommandWith(env, 'call', '--json', 'com.example.join', 'a', '1', '--kw', 'with=-'), 'calling');
  assert.deepEqual(JSON.parse(joined), { args: ['a-1'], kwargs: {} });
  await within(peer.close(), 'closing');
  await assert.rejects(routerCommandWith(env, 'call', 'com.example.join'),
    error => error.code === 1 && error.stderr.startsWith('wamp.error.no_such_procedure: '));
  child.kill('SIGINT');
  assert.equal(await within(exited, 'the end'), 0);
});
