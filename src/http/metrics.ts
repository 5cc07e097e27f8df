import type { ServerResponse } from 'node:http';
import { Histogram, type Registry } from 'prom-client';

export type ObserveRequest = (route: string, response: ServerResponse) => void;

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS']);

/** Counts and times requests by route; a route is a name of ours, never a path from outside. */
export function createRequestMetrics(registry: Registry): ObserveRequest {
  const histogram = new Histogram({
    name: 'acog_http_request_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  });
  // few combinations, met again and again: finding one by its labels takes longer than counting
  const known = new Map<string, Histogram.Internal<string>>();
  return (route, response) => {
    const beganMs = performance.now();
    response.once('close', () => {
      const given = response.req.method ?? '';
      const method = METHODS.has(given) ? given : 'other';
      const status = String(response.statusCode);
      const name = `${route} ${method} ${status}`;
      let kind = known.get(name);
      if (!kind) known.set(name, (kind = histogram.labels(route, method, status)));
      kind.observe((performance.now() - beganMs) / 1000);
    });
  };
}
