// The STOMP client of docs/GATEWAY.md: subscribes to a destination, sends one message to it, and stays until it is stopped.

import { Client } from '@stomp/stompjs';
import { WebSocket } from 'ws';

const url = process.argv[2] ?? 'ws://127.0.0.1:8080/broker/ws/v1';
const client = new Client({
  webSocketFactory: () => new WebSocket(url, client.stompVersions.protocolVersions()),
  onConnect({ headers: { version } }) {
    console.log(`connected with STOMP ${version}`);
    client.subscribe('orders', ({ body }) => console.log(`received ${body}`), { receipt: 'subscribed' });
    client.watchForReceipt('subscribed', () => client.publish({ destination: 'orders', body: 'hello' }));
  },
  onWebSocketClose: ({ code, reason }) => console.log(`closed with ${code} ${reason}`),
});
client.activate();
