// The message broker Artemis with STOMP over WebSocket, with and without TLS, on the JDK of the node.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { within } from './awaiting.js';
import { freePort } from './proxy-process.js';
import { REPOSITORY, routerCommand } from './router-process.js';

const TARGET = path.join(REPOSITORY, 'interop', 'artemis', 'target');

// Why the tests with the broker are skipped, or false.
export const noArtemis = !existsSync(path.join(TARGET, 'classes', 'Broker.class')) && 'Artemis is not built, see interop/run.sh';

if (noArtemis) {
  console.error('\n*** NO ARTEMIS FOUND: its tests are skipped (interop/run.sh builds it) ***\n');
}

// `authority` has issued the certificate of the port with TLS.
export async function startArtemis(authority) {
  const java = path.join(/\((\/.*)\)/.exec(await routerCommand('version'))[1], 'bin', 'java');
  const folder = path.dirname(authority.certificateFile);
  const file = name => path.join(folder, name);
  execFileSync('openssl', ['pkcs12', '-export', '-in', file('node.crt'), '-inkey', file('node.key'), '-name', 'node',
    '-passout', 'pass:secret', '-out', file('node.p12')], { stdio: 'pipe' });
  const [port, tlsPort] = [await freePort(), await freePort()];
  const child = spawn(java, ['-XX:TieredStopAtLevel=1', '-Xmx256m', '-cp', `${TARGET}/classes:${TARGET}/lib/*`, 'Broker',
    String(port), String(tlsPort), file('node.p12'), 'secret'], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let output = '';
  child.stderr.setEncoding('utf8').on('data', text => { output += text; });
  const ready = new Promise(resolve => createInterface({ input: child.stdout }).on('line', line => {
    output += `${line}\n`;
    if (line === 'ready') resolve();
  }));
  await within(Promise.race([ready, exited.then(() => { throw new Error(`Artemis has ended:\n${output}`); })]), 'Artemis');
  return {
    port,
    tlsPort,
    async stop() {
      child.stdin.end();
      await within(exited, 'the end of Artemis');
    },
  };
}
