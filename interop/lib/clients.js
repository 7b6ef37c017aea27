// The clients under test behind one small surface, so that every test can run for each of them.
// A payload travels as {args, kwargs}; a refusal is rejected as {error, args, kwargs}.

import { createRequire } from 'node:module';
import WebSocket from 'ws';
import { Wampy } from 'wampy';
import { within } from './awaiting.js';
import { JsonSerializer } from 'wampy/JsonSerializer.js';
import { MsgpackSerializer } from 'wampy/MsgpackSerializer.js';
import { CborSerializer } from 'wampy/CborSerializer.js';

const autobahn = quietly(() => createRequire(import.meta.url)('autobahn'));

export const REALM = 'realm1';

export const CLIENTS = ['autobahn', 'wampy'].flatMap(library =>
  ['json', 'msgpack', 'cbor'].map(serializer => ({ library, serializer, name: `${library} ${serializer}` })));

export async function connect({ library, serializer }, url, realm = REALM) {
  const open = library === 'autobahn' ? connectAutobahn : connectWampy;
  return withDeadlines(await within(open(serializer, url, realm), `${library} ${serializer} joining`));
}

// A library that fails inside a message handler leaves its caller's promise open for ever.
function withDeadlines(client) {
  for (const method of ['call', 'register', 'publish', 'subscribe', 'close']) {
    const original = client[method];
    client[method] = (...args) => within(Promise.resolve(original(...args)), `${client.name} ${method} ${args[0] ?? ''}`);
  }
  return client;
}

// autobahn-js binds console.warn when it is loaded and reports every regular close with it.
function quietly(load) {
  const warn = console.warn;
  console.warn = () => {};
  try {
    return load();
  } finally {
    console.warn = warn;
  }
}

const payload = (args, kwargs) => ({ args: args ?? [], kwargs: kwargs ?? {} });

// ---- autobahn-js

const AUTOBAHN_SERIALIZERS = {
  json: autobahn.serializer.JSONSerializer,
  msgpack: autobahn.serializer.MsgpackSerializer,
  cbor: autobahn.serializer.CBORSerializer,
};

// RawSocket of autobahn-js speaks JSON only, over TCP or a Unix domain socket.
function autobahnTransport(url) {
  if (url.startsWith('rs+unix:')) return { type: 'rawsocket', path: url.slice('rs+unix:'.length) };
  if (!url.startsWith('rs:')) return { type: 'websocket', url };
  const { hostname, port } = new URL(url);
  return { type: 'rawsocket', host: hostname, port: Number(port) };
}

function connectAutobahn(serializer, url, realm) {
  return new Promise((resolve, reject) => {
    const violations = [];
    let markClosed;
    const closed = new Promise(done => { markClosed = done; });
    const connection = new autobahn.Connection({
      transports: [autobahnTransport(url)],
      realm,
      serializers: [new AUTOBAHN_SERIALIZERS[serializer]()],
      max_retries: 0,
      on_user_error: () => {}, // an endpoint that throws is part of the tests
      on_internal_error: error => violations.push(error.error ?? String(error)),
    });
    connection.onopen = (session, details) =>
      resolve(autobahnClient({ connection, session, details, violations, closed, serializer }));
    connection.onclose = (reason, details) => {
      reject(new Error(`not connected: ${reason} ${details.reason ?? ''}`));
      markClosed({ reason: details.reason ?? reason });
      return true;
    };
    connection.open();
  });
}

function autobahnClient({ connection, session, details, violations, closed, serializer }) {
  const unwrap = result =>
    result instanceof autobahn.Result ? payload(result.args, result.kwargs) : payload(result === null ? [] : [result]);
  const refusal = error => { throw { error: error.error, ...payload(error.args, error.kwargs) }; };
  const endpoint = handler => async (args, kwargs, invocation) => {
    const progress = invocation.progress && (part => invocation.progress(part.args, part.kwargs));
    try {
      const result = await handler({ args, kwargs, details: invocation, progress });
      return new autobahn.Result(result?.args, result?.kwargs);
    } catch (error) {
      throw error.error ? new autobahn.Error(error.error, error.args, error.kwargs) : error;
    }
  };
  return {
    name: `autobahn ${serializer}`,
    id: session.id,
    details,
    violations,
    closed,
    call(procedure, { args, kwargs } = {}, { onProgress, ...options } = {}) {
      if (onProgress) options.receive_progress = true;
      return session.call(procedure, args, kwargs, options)
        .then(unwrap, refusal, onProgress && (part => onProgress(unwrap(part))));
    },
    cancelableCall(procedure, { args, kwargs } = {}) {
      const pending = session.call(procedure, args, kwargs);
      return { result: pending.then(unwrap, refusal), cancel: mode => pending.cancel({ mode }) };
    },
    async register(procedure, handler, options) {
      const registration = await session.register(procedure, endpoint(handler), options).then(null, refusal);
      return { id: registration.id, unregister: () => session.unregister(registration) };
    },
    async publish(topic, { args, kwargs } = {}, options = {}) {
      const publication = await session.publish(topic, args, kwargs, { acknowledge: true, ...options })?.then(null, refusal);
      return publication?.id;
    },
    async subscribe(topic, handler, options) {
      const subscription = await session.subscribe(
        topic, (args, kwargs, event) => handler({ args, kwargs, details: event }), options).then(null, refusal);
      return { id: subscription.id, unsubscribe: () => session.unsubscribe(subscription) };
    },
    async close() {
      if (session.isOpen) connection.close();
      await closed;
    },
  };
}

// ---- wampy

const WAMPY_SERIALIZERS = { json: JsonSerializer, msgpack: MsgpackSerializer, cbor: CborSerializer };

async function connectWampy(serializer, url, realm) {
  const violations = [];
  let markClosed;
  const closed = new Promise(done => { markClosed = done; });
  const wampy = new Wampy(url, {
    realm,
    ws: WebSocket,
    serializer: new WAMPY_SERIALIZERS[serializer](),
    autoReconnect: false,
    onClose: () => markClosed({ reason: 'closed' }),
    onError: error => violations.push(error.message),
  });
  const details = await wampy.connect();
  return wampyClient({ wampy, details, violations, closed, serializer });
}

function wampyClient({ wampy, details, violations, closed, serializer }) {
  const unwrap = ({ argsList, argsDict }) => payload(argsList, argsDict);
  const wrap = part => {
    if (part?.args === undefined && part?.kwargs === undefined) return undefined; // wampy would send the wrapper
    return { argsList: part.args, argsDict: part.kwargs };
  };
  const refusal = error => {
    throw error.errorUri ? { error: error.errorUri, ...payload(error.argsList, error.argsDict) } : error;
  };
  const endpoint = handler => async invocation => {
    try {
      return wrap(await handler({ ...unwrap(invocation), details: invocation.details }));
    } catch (error) {
      throw { error: error.error, ...wrap(error) };
    }
  };
  return {
    name: `wampy ${serializer}`,
    details,
    violations,
    closed,
    call(procedure, parts, { onProgress, ...options } = {}) {
      if (onProgress) options.progress_callback = part => onProgress(unwrap(part));
      return wampy.call(procedure, wrap(parts), options).then(unwrap, refusal);
    },
    cancelableCall(procedure, parts) {
      const result = wampy.call(procedure, wrap(parts)).then(unwrap, refusal);
      const { reqId } = wampy.getOpStatus();
      return { result, cancel: mode => wampy.cancel(reqId, { mode }) };
    },
    async register(procedure, handler, options) {
      const { registrationId } = await wampy.register(procedure, endpoint(handler), options).catch(refusal);
      return { id: registrationId, unregister: () => wampy.unregister(procedure).catch(refusal) };
    },
    async publish(topic, parts, options) {
      const { publicationId } = await wampy.publish(topic, wrap(parts), options).catch(refusal);
      return publicationId;
    },
    async subscribe(topic, handler, options) {
      const { subscriptionId, subscriptionKey } = await wampy.subscribe(
        topic, event => handler({ ...unwrap(event), details: event.details }), options).catch(refusal);
      return { id: subscriptionId, unsubscribe: () => wampy.unsubscribe(subscriptionKey).catch(refusal) };
    },
    async close() {
      await wampy.disconnect().catch(refusal);
      await closed;
    },
  };
}
