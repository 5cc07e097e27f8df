import type {
  SimulatedReply,
  SimulatedRequest,
  SimulatedWorld,
  VendorSimulator,
} from '../../simulator/contracts.js';
import { routed } from '../../simulator/routes.js';
import { Account, subscriptionRoute } from './simulator-account.js';
import { refuse } from './simulator-errors.js';
import { historyRoutes, voiceRoutes } from './simulator-lists.js';
import { speechRoutes } from './simulator-speech.js';

/**
 * ElevenLabs: text to speech with and without timestamps, voices, models, history, subscription.
 * A key that starts with `free` is on the free plan, any other on a paid one.
 * @see https://elevenlabs.io/docs/api-reference (read 2026-11-22)
 */
export function createElevenLabsSimulator(world: SimulatedWorld): VendorSimulator {
  const account = new Account();
  const routes = [
    ...speechRoutes(world, account),
    ...voiceRoutes(),
    ...historyRoutes(account),
    subscriptionRoute(account),
  ];
  const table = routed(routes, {
    admit,
    unknown: (status) => ({ status, json: { detail: status === 404 ? 'Not Found' : 'Method Not Allowed' } }),
  });
  let count = 0;
  return {
    ...{ vendor: 'elevenlabs', mount: '/elevenlabs', ...table },
    async handle(request): Promise<SimulatedReply> {
      const reply = await table.handle(request);
      const traceId = world.stableId('elevenlabs', 'trace', String(++count)).replace(/-/g, '');
      return { ...reply, headers: { 'x-trace-id': traceId, ...reply.headers } };
    },
  };
}

function admit({ headers }: SimulatedRequest): void {
  if ((headers['xi-api-key'] ?? '').trim() !== '') return;
  refuse(401, { type: 'authentication_error', code: 'invalid_api_key', message: 'Invalid API key' });
}
