import { WebSocket } from 'ws';

/** A message of the protocol, as it stands on the wire. */
export interface WireMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A socket that says what it is told to, for what no client would do. */
export interface RawSocket {
  readonly socket: WebSocket;
  /** Objects as JSON; texts and bytes as they are. */
  say(message: WireMessage | string | Buffer): void;
  /** The next message. */
  heard(): Promise<WireMessage>;
  /** With which code and reason it was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

const PROTOCOL = 'graphql-transport-ws';

/** Resolves when it is open. */
export async function rawSocket(
  url: string,
  { protocols = [PROTOCOL], headers = {} }: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocols, { headers });
  const messages: WireMessage[] = [];
  const waiting: ((message: WireMessage) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as WireMessage; // as: the server speaks the protocol
    const next = waiting.shift();
    if (next) next(message);
    else messages.push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    socket,
    closed,
    say: (message) =>
      socket.send(
        typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message),
      ),
    heard: () =>
      new Promise((resolve) => {
        const next = messages.shift();
        if (next) resolve(next);
        else waiting.push(resolve);
      }),
  };
}

/** One that has shown its key already. */
export async function greeted(
  url: string,
  key: string,
  options?: Parameters<typeof rawSocket>[1],
): Promise<RawSocket> {
  const raw = await rawSocket(url, options);
  raw.say({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } });
  const { type } = await raw.heard();
  if (type !== 'connection_ack') throw new Error(`the server said ${type}`);
  return raw;
}
