import { WebSocket } from 'ws';

/**
 * So many sockets with one subscription each, in a process of their own. Says `ready` when each has heard something, and
 * `done` with the time when each has heard everything up to a number, and whether anything was missing or out of order.
 */
const [, , url, count, query, variables, authorization] = process.argv;
const clients = Array.from({ length: Number(count) }, () => ({ last: -1, faults: 0 }));
let until = Number.POSITIVE_INFINITY;
let behind = clients.length;
let silent = clients.length;

for (const [n, client] of clients.entries()) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: authorization ? { authorization } : {} })),
  );
  socket.on('message', (data) => {
    const text = data.toString();
    const found = /"sequence":(\d+)/.exec(text);
    if (!found) {
      if (text.includes('connection_ack'))
        socket.send(
          JSON.stringify({
            id: `client-${n}-${'x'.repeat(20)}`,
            type: 'subscribe',
            payload: { query, variables: JSON.parse(variables) },
          }),
        );
      else if (!text.includes('"ping"')) throw new Error(text);
      return;
    }
    const sequence = Number(found[1]);
    if (client.last === -1 && --silent === 0) process.send('ready');
    else if (client.last > 0 && sequence !== client.last && sequence !== client.last + 1) client.faults += 1;
    client.last = sequence;
    if (sequence === until && --behind === 0)
      process.send({ at: Date.now(), faults: clients.reduce((sum, { faults }) => sum + faults, 0) });
  });
  socket.on('close', (code) => {
    throw new Error(`a socket was closed with ${code}`);
  });
}
process.on('message', (last) => (until = last));
process.on('disconnect', () => process.exit(0));
