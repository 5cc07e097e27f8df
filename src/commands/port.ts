import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigError } from '../errors.js';

/** @throws {ConfigError} when somebody else listens there, or nobody can */
export async function assertFree(port: number, host: string): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new ConfigError([whyNot(port, host, error)]);
  } finally {
    server.close();
  }
}

function whyNot(port: number, host: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
  switch (code) {
    case 'EADDRINUSE':
      return `Something else listens on ${host}:${port}; stop it, or set PORT to another port.`;
    case 'EACCES':
      return `This user may not listen on port ${port}; set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is no address of this machine; set it to 127.0.0.1 or 0.0.0.0.`;
    default:
      return `Cannot listen on ${host}:${port} (${code}); set HOST and PORT to something else.`;
  }
}
