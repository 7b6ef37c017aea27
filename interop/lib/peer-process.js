// Clients of other languages: a program for each session, which reads commands and writes answers and events, one JSON
// object a line.
//
//   reads   {id, action: 'call' | 'publish' | 'echo' | 'subscribe', uri, args, kwargs}
//   writes  {joined: true}, then {id, args, kwargs} or {id, error} for each command, {topic, args, kwargs} for each event
//
// The session leaves when its input ends. The program of signalbox-client has the actions 'nothing' and 'failing', too, writes the
// args and kwargs of an error, and takes and gives bytes as strings of U+0000 and base64.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { REALM } from './clients.js';
import { javaOnNode } from './node-java.js';
import { comparable } from './payloads.js';
import { REPOSITORY } from './router-process.js';
import { within } from './awaiting.js';

const run = promisify(execFile);
const SERIALIZERS = ['json', 'msgpack', 'cbor'];
export const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
const JAVA = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
const JAVA_CLASSES = path.join(REPOSITORY, 'interop', 'autobahn-java', 'target');

const LIBRARIES = {
  'autobahn-java': {
    command: () => [JAVA, '-XX:TieredStopAtLevel=1', '-cp', `${JAVA_CLASSES}/classes:${JAVA_CLASSES}/lib/*`, 'Peer'],
    missing: () => !existsSync(path.join(JAVA_CLASSES, 'classes')) && 'autobahn-java is not built, see interop/run.sh',
  },
  'autobahn-python': {
    command: () => [PYTHON, path.join(REPOSITORY, 'interop', 'autobahn-python', 'peer.py')],
    missing: () => pythonLacks('autobahn', 'cbor2', 'msgpack', 'argon2', 'passlib') &&
      'Debian: apt-get install python3-autobahn python3-argon2 python3-passlib',
  },
  'signalbox-client': {
    command: async () => [...await javaOnNode('signalbox-client'), 'Peer'],
    missing: () => false,
  },
};

// Whether one of these modules is missing, or Python itself.
export const pythonLacks = (...modules) =>
  spawnSync(PYTHON, ['-c', `import ${modules.join()}`], { stdio: 'ignore' }).status !== 0;

export const runPython = (script, input) =>
  spawnSync(PYTHON, [script], { input, encoding: 'utf8', maxBuffer: 1 << 26 });

// Every library and serializer; `missing` says why one cannot be started here.
export const PROCESS_CLIENTS = Object.entries(LIBRARIES).flatMap(([library, { missing }]) => {
  const why = missing();
  if (why) console.error(`\n*** NO ${library.toUpperCase()} FOUND: its tests are skipped (${why}) ***\n`);
  return SERIALIZERS.map(serializer => ({ library, serializer, name: `${library} ${serializer}`, missing: why }));
});

const LOGIN_PROGRAMS = {
  'autobahn-java': [JAVA, '-XX:TieredStopAtLevel=1', '-cp', `${JAVA_CLASSES}/classes:${JAVA_CLASSES}/lib/*`, 'Login'],
  'autobahn-python': [PYTHON, path.join(REPOSITORY, 'interop', 'autobahn-python', 'login.py')],
};
const JS_LOGIN = path.join(REPOSITORY, 'interop', 'lib', 'login.js');

// Logs in with a program that writes the outcome: {authid, authrole, authmethod} or {error, message}. This process goes on
// meanwhile, because it may have the authenticator. `env` is added to the environment of the program.
export async function login(library, url, method, authid, secret, env = {}) {
  const [file, ...options] = LOGIN_PROGRAMS[library] ?? [process.execPath, JS_LOGIN, library];
  const { stdout, stderr } = await run(file, [...options, url, REALM, method, authid, secret], {
    timeout: 60_000, env: { ...process.env, ...env },
  });
  const line = stdout.split('\n').find(text => text.startsWith('{'));
  if (line === undefined) throw new Error(`${library} wrote no outcome:\n${stderr}`);
  return JSON.parse(line);
}

// Logs in with signalbox-client, one login after the other in one process: a JVM for each login would take a minute more.
export async function startLogins(authority) {
  const [file, ...options] = await javaOnNode('signalbox-client');
  const child = spawn(file, [...options, 'Login', authority], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const outcomes = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async login(url, method, authid, secret) {
      child.stdin.write(`${JSON.stringify({ url, realm: REALM, method, authid, secret })}\n`);
      const { value, done } = await within(outcomes.next(), `the outcome of ${method} at ${url}`);
      if (done) throw new Error('signalbox-client wrote no outcome');
      return JSON.parse(value);
    },
    async stop() {
      child.stdin.end();
      const [code] = await within(exited, 'the end of the logins');
      if (code !== 0) throw new Error(`the logins of signalbox-client ended with ${code}`);
    },
  };
}

// The client in the form of lib/clients.js, as far as its program goes: `echo` registers what answers with its payload, and
// `provide` does so for each action that registers. `env` is added to the environment of the program.
export async function startPeer({ library, serializer, name }, url, { realm = REALM, env = {} } = {}) {
  const [file, ...options] = await LIBRARIES[library].command();
  const child = spawn(file, [...options, url, realm, serializer], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const exited = once(child, 'exit');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', text => { complaints += text; });

  const open = new Map();
  const handlers = new Map();
  const settle = { joined: null };
  const joined = new Promise((resolve, reject) => {
    settle.joined = resolve;
    exited.then(([code]) => reject(new Error(`${name} ended with ${code}:\n${complaints}`)), reject);
  });
  exited.then(() => open.forEach(({ reject }) => reject(new Error(`${name} has ended:\n${complaints}`))));
  createInterface({ input: child.stdout }).on('line', line => {
    const { id, topic, error, ...payload } = JSON.parse(line);
    if (payload.joined) return settle.joined();
    if (topic !== undefined) return handlers.get(topic)(payload);
    const { resolve, reject } = open.get(id);
    open.delete(id);
    return error === undefined ? resolve(payload) : reject(Object.assign(new Error(`${name}: ${error}`), { error, ...payload }));
  });

  let lastId = 0;
  const ask = (action, uri, { args = [], kwargs = {} } = {}) => within(new Promise((resolve, reject) => {
    const id = ++lastId;
    open.set(id, { resolve, reject });
    child.stdin.write(`${JSON.stringify({ id, action, uri, args: comparable(args), kwargs: comparable(kwargs) })}\n`);
  }), `${name} ${action} ${uri}`);

  await within(joined, `${name} joining`);
  return {
    name,
    violations: [],
    call: (procedure, payload) => ask('call', procedure, payload),
    publish: (topic, payload) => ask('publish', topic, payload),
    echo: procedure => ask('echo', procedure),
    provide: (action, procedure) => ask(action, procedure),
    subscribe(topic, handler) {
      handlers.set(topic, handler);
      return ask('subscribe', topic);
    },
    async close() {
      child.stdin.end();
      const [code] = await exited;
      if (code !== 0) throw new Error(`${name} ended with ${code}:\n${complaints}`);
    },
  };
}
