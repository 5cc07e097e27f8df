import type { SimulatedReply, SimulatedRequest, VendorSimulator } from './contracts.js';

/** What a route answers; the table adds the operation. */
export type Answer = Omit<SimulatedReply, 'operation'>;

export interface RoutedRequest extends SimulatedRequest {
  /** Values of the pattern's `:names`, percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v3/videos/:videoId`; a last segment `*` takes the rest. */
  readonly pattern: string;
  readonly operation: string;
  handle(request: RoutedRequest): Answer | Promise<Answer>;
}

/** Thrown inside a route to answer at once with the vendor's own refusal. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with ${answer.status}`);
    this.name = 'Refusal';
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matchPattern(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const open = wanted.at(-1) === '*';
  if (open ? given.length < wanted.length : given.length !== wanted.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment === '*') parameters['rest'] = given.slice(index).map(decoded).join('/');
    else if (segment.startsWith(':')) {
      if (value === '') return null;
      parameters[segment.slice(1)] = decoded(value);
    } else if (segment !== value) return null;
  }
  return parameters;
}

/**
 * Makes a simulator's two methods out of a table of routes; the first route that fits is taken.
 *
 * @param options.admit throws a {@link Refusal} for a missing or misplaced key; called before the route
 * @param options.unknown the vendor's answer to a path (404) or a method (405) it does not have
 */
export function routed(
  routes: readonly Route[],
  options: {
    admit: (request: SimulatedRequest, operation: string) => void;
    unknown: (status: 404 | 405, request: SimulatedRequest) => Answer;
  },
): Pick<VendorSimulator, 'operationOf' | 'handle' | 'operations'> {
  const find = (request: SimulatedRequest) => {
    for (const route of routes) {
      if (route.method !== request.method) continue;
      const parameters = matchPattern(route.pattern, request.path);
      if (parameters) return { route, parameters };
    }
    return null;
  };
  return {
    operations: [...new Set(routes.map((route) => route.operation))],
    operationOf: (request) => find(request)?.route.operation ?? null,
    async handle(request) {
      const found = find(request);
      const operation = found?.route.operation ?? 'unknown';
      try {
        options.admit(request, operation);
        if (!found) {
          const known = routes.some((route) => matchPattern(route.pattern, request.path) !== null);
          return { ...options.unknown(known ? 405 : 404, request), operation };
        }
        const answer = await found.route.handle({ ...request, parameters: found.parameters });
        return { ...answer, operation };
      } catch (error) {
        if (error instanceof Refusal) return { ...error.answer, operation };
        throw error;
      }
    },
  };
}
