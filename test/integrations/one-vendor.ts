import { afterEach } from '@jest/globals';
import type { Vendors } from '../../src/integrations/contracts.js';
import { answerJson, type Handler, type LocalServer, startLocalServer } from './local-server.js';
import { vendorsAt } from './vendors-at.js';

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Vendors whose every request meets one server, closed after each test. */
export function vendorsWithOneServer() {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  const behind = async (
    handle: Handler,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Vendors & { server: LocalServer }> => {
    const server = await startLocalServer(handle);
    open.push(server);
    const vendors = vendorsAt(() => server.origin, env);
    open.push(vendors);
    return { ...vendors, server };
  };
  /** Gives the answers one after the other, then the last one for ever. */
  const answering = (answers: readonly Answer[], env: Readonly<Record<string, string>> = {}) => {
    let next = 0;
    return behind((_seen, response) => {
      const answer = answers[Math.min(next, answers.length - 1)];
      next += 1;
      answerJson(response, answer?.status ?? 200, answer?.body, answer?.headers);
    }, env);
  };
  return { behind, answering };
}

/** The JSON body of a request that a test knows was sent. */
export function jsonOf(server: LocalServer, index = 0): Record<string, unknown> {
  const body: unknown = JSON.parse(server.seen[index]?.body.toString('utf8') ?? 'null');
  return body as Record<string, unknown>; // clients send objects; toEqual says the rest
}
