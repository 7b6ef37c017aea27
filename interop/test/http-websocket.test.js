// The documented request of curl, whose body is the message of one WebSocket to a backend of the package ws.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { WebSocketServer } from 'ws';
import { within } from '../lib/awaiting.js';
import { beginRouterCommand, REPOSITORY, startRouter } from '../lib/router-process.js';

const BODY = '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope'
  + ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><test>Value</test></soapenv:Body>'
  + '</soapenv:Envelope>';

function curl(...args) {
  return promisify(execFile)('curl', ['--silent', '--show-error', '--include', ...args]);
}

const skip = spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not installed';

describe('the example http-websocket', { skip }, () => {
  let backend, router, connections, messages;

  before(async () => {
    connections = [];
    messages = [];
    backend = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/websocket' });
    await once(backend, 'listening');
    backend.on('connection', (socket, request) => {
      connections.push(request);
      socket.on('message', (data, isBinary) => {
        messages.push({ text: String(data), isBinary });
        backend.emit('message-taken');
        socket.send(String(data).toUpperCase());
      });
    });
    const text = await readFile(path.join(REPOSITORY, 'config-examples', 'gateway', 'http-websocket.json'), 'utf8');
    router = await startRouter({
      text: text.replace('8082', String(backend.address().port)).replace('"port": 8280', '"port": 0'),
    });
  });

  after(async () => {
    await router?.stop();
    backend?.close();
  });

  const post = () => curl('--request', 'POST', '-d', BODY, '-H', 'Content-Type:text/xml',
    `http://localhost:${router.port}/services/websocketProxy1`);

  it('answers curl with 202 twice, over one connection, and the answers reach the topic', async () => {
    const { child, exited } = await beginRouterCommand('subscribed', [
      'subscribe', '--url', router.url, '--realm', 'realm1', 'esb.answers']);
    let printed = '';
    const answered = new Promise(resolve => {
      child.stdout.setEncoding('utf8').on('data', text => {
        printed += text;
        if (printed.trimEnd().split('\n').length >= 2) resolve();
      });
    });
    for (let i = 0; i < 2; i++) {
      const taken = once(backend, 'message-taken');
      const { stdout } = await within(post(), 'the answer of the node');
      assert.match(stdout, /^HTTP\/1\.1 202 /);
      await within(taken, 'the message');
    }
    assert.equal(connections.length, 1);
    assert.equal(connections[0].headers['sec-websocket-protocol'], undefined);
    assert.deepEqual(messages, [{ text: BODY, isBinary: false }, { text: BODY, isBinary: false }]);
    await within(answered, 'the events');
    assert.ok(printed.includes('<TEST>VALUE</TEST>'), printed);
    child.kill('SIGTERM');
    await exited;
  });

  it('tells curl that the backend is down, and when to come again', async () => {
    backend.close();
    for (const socket of backend.clients) socket.terminate();
    let stdout = '';
    while (!stdout.startsWith('HTTP/1.1 503 ')) {
      ({ stdout } = await within(post(), 'the answer of the node'));
      assert.match(stdout, /^HTTP\/1\.1 (202|503) /);
    }
    assert.match(stdout, /\r\nRetry-After: \d+\r\n/i);
  });
});
