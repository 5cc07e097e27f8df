import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditServer, type AuditResult } from 'graphql-http';
import { startServer, type TestServer } from '../support/server.js';

/** The audits of GraphQL over HTTP, of the people who keep that specification, against a server with keys and costs. */
let server: TestServer;
let results: AuditResult[];
beforeAll(async () => {
  server = await startServer();
  const authorization = `Bearer ${await server.key('ADMIN')}`;
  results = await auditServer({
    url: `${server.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), authorization } }),
  });
});
afterAll(() => server.close());

test('each of the 61 audits is ok: no error, no warning, no notice', () => {
  const others = results.flatMap((result) =>
    result.status === 'ok' ? [] : [`${result.status} ${result.id} ${result.name}: ${result.reason}`],
  );
  expect(others).toEqual([]);
  expect(results).toHaveLength(61);
});
