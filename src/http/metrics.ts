import type { ServerResponse } from 'node:http';
import { Histogram, type Registry } from 'prom-client';

export type ObserveRequest = (route: string, response: ServerResponse) => void;

/** Counts and times requests by route; a route is a name of ours, never a path from outside. */
export function createRequestMetrics(registry: Registry): ObserveRequest {
  const seconds = new Histogram({
    name: 'acog_http_request_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  });
  return (route, response) => {
    const end = seconds.startTimer();
    const method = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'].includes(response.req.method ?? '')
      ? (response.req.method ?? '')
      : 'other';
    response.once('close', () => end({ route, method, status: response.statusCode }));
  };
}
