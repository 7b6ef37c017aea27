// One session of autobahn-js: wss-session.js URL SERIALIZER. Exits with 0 after a call to itself. Node.js reads
// NODE_EXTRA_CA_CERTS at its start, hence a process for each authority.

import { connect } from './clients.js';

const [url, serializer] = process.argv.slice(2);
try {
  const client = await connect({ library: 'autobahn', serializer }, url);
  await client.register('interop.wss.echo', ({ args, kwargs }) => ({ args, kwargs }));
  const { args } = await client.call('interop.wss.echo', { args: ['over TLS'] });
  await client.close();
  process.exitCode = args[0] === 'over TLS' ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
