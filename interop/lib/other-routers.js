// The routers jawampa and fox-wamp, each in a process of its own, with the realm realm1.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { within } from './awaiting.js';
import { javaOnNode } from './node-java.js';
import { accepts, freePort } from './proxy-process.js';
import { REPOSITORY } from './router-process.js';

const JAWAMPA = path.join(REPOSITORY, 'interop', 'jawampa', 'target');
const FOX_WAMP = path.join(REPOSITORY, 'interop', 'node_modules', 'fox-wamp', 'bin', 'basic.js');

// Why jawampa cannot be started here, or false.
export const JAWAMPA_MISSING = !existsSync(path.join(JAWAMPA, 'lib')) && 'jawampa is not built, see interop/run.sh';

// `lines` are the lines that the router writes after "ready", see JawampaRouter.java.
export async function startJawampa() {
  const port = await freePort();
  const [java] = await javaOnNode('connecting');
  const router = spawn(java, [
    '-cp', `${path.join(JAWAMPA, 'classes')}:${path.join(JAWAMPA, 'lib', '*')}`, 'JawampaRouter', String(port),
  ], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(router, 'exit');
  const lines = createInterface({ input: router.stdout })[Symbol.asyncIterator]();
  const { value } = await within(lines.next(), 'jawampa');
  if (value !== 'ready') throw new Error(`jawampa is not ready, but wrote: ${value}`);
  return {
    port,
    url: `ws://127.0.0.1:${port}/ws`,
    lines,
    async stop() {
      router.stdin.end();
      await within(ended, 'the end of jawampa');
    },
  };
}

export async function startFoxWamp() {
  const port = await freePort();
  const router = spawn(process.execPath, [FOX_WAMP, '-p', String(port)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(router, 'exit');
  const died = ended.then(([code]) => { throw new Error(`fox-wamp has ended with ${code}`); });
  await within(Promise.race([accepting(port), died]), 'fox-wamp');
  died.catch(() => {});
  return {
    port,
    url: `ws://127.0.0.1:${port}/ws`,
    async stop() {
      router.kill();
      await within(ended, 'the end of fox-wamp');
    },
  };
}

async function accepting(port) {
  while (!await accepts(port));
}
