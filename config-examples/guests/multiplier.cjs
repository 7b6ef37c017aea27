// Guest that registers com.example.multiply, with autobahn-js. Reads its settings from the environment.

const autobahn = require('autobahn');

const connection = new autobahn.Connection({ url: process.env.ROUTER_URL, realm: 'realm1' });
connection.onopen = async session => {
  await session.register('com.example.multiply', ([a, b]) => a * b);
  console.log('com.example.multiply is registered');
};
connection.open();
