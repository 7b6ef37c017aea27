// Starts the built node on a free port.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const ROUTER = process.env.SIGNALBOX_ROUTER ?? path.join(REPOSITORY, 'bin', 'router');
const START_DEADLINE_MILLIS = 120_000; // a first start builds the class archive
const READY = /\bready\b/;
const PORT = /(?:ws|http):\/\/[^\s/]+:(\d+)/;
const ADDRESS = /^[a-z]+(\+unix)?:\//;

// Without a text, the node runs the configuration that the README shows. `files` are written beside the configuration.
// A `directory` of the caller outlasts the node. `env` is added to the environment of the node. `within` is a command that runs the
// command behind it somewhere else.
export async function startRouter({
  name = 'node.json', text = null, files = {}, directory: given = null, env = {}, within = [],
} = {}) {
  const directory = given ?? await mkdtemp(path.join(tmpdir(), 'signalbox-interop-'));
  const config = path.join(directory, name);
  for (const [file, content] of Object.entries(files)) await writeFile(path.join(directory, file), content);
  await writeFile(config, text ?? JSON.stringify(await helloConfigOnFreePort(), null, 2));
  const [file, ...args] = [...within, ROUTER, 'start', '--config', config];
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const errors = [];
  child.stderr.setEncoding('utf8').on('data', chunk => errors.push(chunk));
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  if (given === null) exited.then(() => rm(directory, { recursive: true, force: true }));
  const { port, addresses } = await boundPort(child, exited);
  return {
    port,
    addresses,
    pid: child.pid,
    directory,
    url: `ws://127.0.0.1:${port}/ws`,
    page: `http://127.0.0.1:${port}/`,
    exited,
    stderr: () => errors.join(''),
    terminate: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

// Runs a command of the router and resolves to its standard output.
export async function routerCommand(...args) {
  return routerCommandWith({}, ...args);
}

// As routerCommand, with additional environment variables.
export async function routerCommandWith(env, ...args) {
  const { stdout } = await promisify(execFile)(ROUTER, args, { env: { ...process.env, ...env } });
  return stdout;
}

// Begins a command of the router, and resolves with the process when the standard error has a text.
export async function beginRouterCommand(ready, args, env = {}) {
  const child = spawn(ROUTER, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const exited = once(child, 'exit').then(([code]) => code);
  let errors = '';
  await new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', text => {
      errors += text;
      if (errors.includes(ready)) resolve();
    });
    exited.then(code => reject(new Error(`the command ended with ${code}: ${errors}`)));
  });
  return { child, exited };
}

export async function helloConfigOnFreePort() {
  const examples = path.join(REPOSITORY, 'config-examples');
  const config = JSON.parse(await readFile(path.join(examples, 'hello.json'), 'utf8'));
  const visit = item => {
    if (item === null || typeof item !== 'object') return;
    if (typeof item.port === 'number') item.port = 0;
    if (item.type === 'static' && typeof item.directory === 'string') {
      item.directory = path.resolve(examples, item.directory);
    }
    Object.values(item).forEach(visit);
  };
  visit(config);
  delete config.$schema;
  return config;
}

function boundPort(child, exited) {
  return new Promise((resolve, reject) => {
    let output = '';
    let port = null;
    const fail = why => reject(new Error(`${why}; the node printed:\n${output}`));
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`no ready line within ${START_DEADLINE_MILLIS} ms`);
    }, START_DEADLINE_MILLIS);
    const onOutput = chunk => {
      output += chunk;
      for (const line of output.split('\n').slice(0, -1)) {
        port = PORT.exec(line)?.[1] ?? port;
        if (READY.test(line)) {
          clearTimeout(deadline);
          resolve({ port: Number(port), addresses: line.split(' ').filter(word => ADDRESS.test(word)) });
        }
      }
    };
    child.stdout.setEncoding('utf8').on('data', onOutput);
    child.stderr.setEncoding('utf8').on('data', onOutput);
    exited.then(({ code, signal }) => {
      clearTimeout(deadline);
      fail(`the node ended with ${signal ?? code} before it was ready`);
    });
  });
}
