// Programs in Java on the JDK of the node, with the jars of its distribution, which contain the Java client.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY, routerCommand } from './router-process.js';

const run = promisify(execFile);
const compiled = new Map();

// Compiles the sources of a folder of interop, once in this process. Resolves to the command without the main class.
export function javaOnNode(folder) {
  if (!compiled.has(folder)) compiled.set(folder, compile(path.join(REPOSITORY, 'interop', folder)));
  return compiled.get(folder);
}

async function compile(sources) {
  // Builds the distribution where that is due.
  const bin = path.join(/\((\/.*)\)/.exec(await routerCommand('version'))[1], 'bin');
  const target = path.join(REPOSITORY, 'distribution', 'target');
  const distribution = (await readdir(target, { withFileTypes: true }))
    .find(entry => entry.isDirectory() && /^signalbox-\d/.test(entry.name));
  const libraries = path.join(target, distribution.name, 'lib', '*');
  const classes = mkdtempSync(path.join(tmpdir(), 'signalbox-interop-'));
  process.once('exit', () => rmSync(classes, { recursive: true, force: true }));
  const files = (await readdir(sources)).filter(name => name.endsWith('.java')).map(name => path.join(sources, name));
  await run(path.join(bin, 'javac'), ['-J-XX:TieredStopAtLevel=1', '-cp', libraries, '-d', classes, ...files]);
  return [path.join(bin, 'java'), '-XX:TieredStopAtLevel=1', '-cp', `${classes}:${libraries}`];
}
