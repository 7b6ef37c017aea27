// Network namespaces of Linux: machines of their own as far as the network goes, with cables between them that can be pulled.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { within } from './awaiting.js';

const has = (...command) => spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0;

// Why the tests with namespaces are skipped, or false.
export const noNamespaces = (process.getuid() !== 0 && 'not root')
  || (!has('unshare', '--net', 'true') && 'no network namespaces on this machine')
  || (!has('ip', 'link') && 'no ip on this machine (Debian: apt-get install iproute2)');

if (noNamespaces) {
  console.error(`\n*** ${noNamespaces.toUpperCase()}: the tests with network faults are skipped ***\n`);
}

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });

// A namespace, which ends with this process at the latest.
export async function createNamespace() {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo open; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await within(once(createInterface({ input: holder.stdout }), 'line'), 'a network namespace');
  const command = ['nsenter', `--net=/proc/${holder.pid}/ns/net`, '--'];
  const run = (...args) => execFileSync(command[0], [...command.slice(1), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  run('ip', 'link', 'set', 'lo', 'up');
  return { pid: holder.pid, command, run, remove: () => holder.stdin.end() };
}

// Connects two namespaces, whose addresses on this cable are NET.1 and NET.2. pull() loses all packets from then on: neither side is told.
export function connectNamespaces(left, right, net) {
  const [here, there] = [`near${right.pid}`, `far${right.pid}`];
  ip('link', 'add', here, 'netns', String(left.pid), 'type', 'veth', 'peer', 'name', there, 'netns', String(right.pid));
  for (const [namespace, name, host] of [[left, here, 1], [right, there, 2]]) {
    namespace.run('ip', 'address', 'add', `${net}.${host}/24`, 'dev', name);
    namespace.run('ip', 'link', 'set', name, 'up');
  }
  return { pull: () => right.run('ip', 'link', 'set', there, 'down') };
}

// A program in a namespace that writes lines of JSON. next() resolves with the next one.
export function startWithin(namespace, file, ...args) {
  const child = spawn(namespace.command[0], [...namespace.command.slice(1), process.execPath, file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await within(lines.next(), `a line of ${file}`);
      if (done) throw new Error(`${file} has ended`);
      return JSON.parse(value);
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}
