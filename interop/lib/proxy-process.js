// nginx and HAProxy as a proxy in front of a node, each with a configuration in a folder of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const DEADLINE_MILLIS = 60_000;

const executable = name => ['/usr/sbin', '/usr/bin', '/usr/local/sbin'].map(folder => path.join(folder, name)).find(existsSync);

export const NGINX = executable('nginx');
export const HAPROXY = executable('haproxy');

// Below the ports that Linux chooses for connections: one of those may be taken again before a server listens on it, even by a client
// that connects to itself.
const FIRST_PORT = 15_000;
const PORTS = 17_000;

export async function freePort() {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue; // Another server has the port.
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}

// Starts nginx; `http` are the contents of its http block.
export function startNginx(http, port) {
  return start(NGINX, port, folder => ({
    args: ['-p', folder, '-c', 'proxy.conf'],
    text: `
      daemon off;
      master_process off;
      pid nginx.pid;
      error_log stderr warn;
      events { worker_connections 64; }
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path ${kind};`).join('\n')}
        map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
        ${http}
      }`,
  }));
}

// Starts HAProxy; `text` are the sections behind `defaults`.
export function startHaproxy(text, port) {
  return start(HAPROXY, port, folder => ({
    args: ['-db', '-f', path.join(folder, 'proxy.conf')],
    text: `
global
  maxconn 64
defaults
  timeout connect 10s
  timeout client 60s
  timeout server 60s
${text}
`,
  }));
}

async function start(file, port, of) {
  const folder = await mkdtemp(path.join(tmpdir(), 'signalbox-proxy-'));
  const { args, text } = of(folder);
  await writeFile(path.join(folder, 'proxy.conf'), text);
  // nginx writes to its default error log before it reads its configuration.
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', chunk => { output += chunk; });
  }
  let ended = false;
  const exited = once(child, 'exit').then(() => { ended = true; });
  const deadline = Date.now() + DEADLINE_MILLIS;
  while (!await accepts(port)) {
    if (ended || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${file} does not listen on ${port}:\n${output}`);
    }
  }
  return {
    async stop() {
      if (!ended) child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// Whether a program listens on a port. Waits a little if none does.
export async function accepts(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    await new Promise(resolve => setTimeout(resolve, 50));
    return false;
  } finally {
    socket.destroy();
  }
}
