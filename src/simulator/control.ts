import { z } from 'zod';
import type { VendorSimulator } from './contracts.js';
import { FAULT_KINDS } from './faults.js';
import type { Answer } from './routes.js';
import type { World } from './world.js';

/** One request that a vendor's simulator has seen; never its key or body. */
export interface SeenCall {
  readonly at: string;
  readonly vendor: string;
  readonly operation: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Null while it is under way, and when the connection was cut without an answer. */
  readonly status: number | null;
  /** The fault that struck it. */
  readonly fault: string | null;
}

const faultInput = z
  .strictObject({
    vendor: z.string(),
    operation: z.string().nullish(),
    times: z.int().min(1).max(1_000_000).default(1),
    fault: z
      .strictObject({
        kind: z.enum(FAULT_KINDS),
        status: z.int().min(200).max(599).optional(),
        body: z.unknown().optional(),
        headers: z
          .record(
            z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is no name of a header'),
            z.string().regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, 'has characters that no header may have'),
          )
          .optional(),
        delayMs: z.number().min(0).max(600_000).optional(),
      })
      .refine((fault) => fault.kind !== 'STATUS' || fault.status !== undefined, {
        path: ['status'],
        message: 'STATUS needs a status, 200 to 599',
      })
      .refine((fault) => fault.kind !== 'DELAY' || fault.delayMs !== undefined, {
        path: ['delayMs'],
        message: 'DELAY needs delayMs',
      }),
  })
  .strict();

const speedInput = z.strictObject({
  jobSeconds: z.number().min(0).max(3600).optional(),
  media: z.enum(['FULL', 'TINY']).optional(),
});

function refused(field: string, message: string): Answer {
  return { status: 400, json: { error: { field, message } } };
}

function parsed<T>(schema: z.ZodType<T>, body: Uint8Array): { value: T } | { refusal: Answer } {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return { refusal: refused('', 'The body is not JSON') };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  const path =
    issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  return { refusal: refused(path.map(String).join('.'), issue?.message ?? 'Invalid') };
}

/** The interface under `/_control`, by which people and tests plant faults and read what happened. */
export function createControl(options: {
  world: World;
  simulators: readonly VendorSimulator[];
  calls: SeenCall[];
}): (method: string, path: string, body: Uint8Array) => Answer {
  const { world, simulators, calls } = options;
  const speedAtStart = world.speed;

  const plant = (body: Uint8Array): Answer => {
    const input = parsed(faultInput, body);
    if ('refusal' in input) return input.refusal;
    const { operation, times, fault } = input.value;
    const name = input.value.vendor.toLowerCase();
    const simulator = simulators.find((known) => known.vendor === name || known.mount === `/${name}`);
    const vendors = simulators.map((known) => known.vendor).join(', ');
    if (!simulator) return refused('vendor', `No vendor "${input.value.vendor}"; there are ${vendors}`);
    const known = simulator.operations;
    if (operation != null && known && operation !== 'download' && !known.includes(operation)) {
      return refused(
        'operation',
        `No operation "${operation}" of ${name}; there are ${known.join(', ')}, download`,
      );
    }
    return {
      status: 200,
      json: {
        id: world.faults.plant({ vendor: simulator.vendor, operation: operation ?? null, times, fault }),
      },
    };
  };

  const setSpeed = (body: Uint8Array): Answer => {
    const input = parsed(speedInput, body);
    if ('refusal' in input) return input.refusal;
    world.speed = {
      jobSeconds: input.value.jobSeconds ?? world.speed.jobSeconds,
      media: input.value.media ?? world.speed.media,
    };
    return { status: 200, json: world.speed };
  };

  /** Faults, speed and records go back to the start; what the vendors hold (jobs, uploads) stays theirs. */
  const reset = (): Answer => {
    world.faults.clear();
    world.ledger.clear();
    world.webhooks.clear();
    calls.length = 0;
    world.speed = speedAtStart;
    return { status: 200, json: { speed: world.speed } };
  };

  const routes: Readonly<Record<string, (body: Uint8Array) => Answer>> = {
    'GET /_control': () => ({
      status: 200,
      json: {
        speed: world.speed,
        faults: world.faults.list(),
        vendors: simulators.map(({ vendor, mount, operations }) => ({
          vendor,
          mount,
          operations: operations ?? null,
        })),
      },
    }),
    'DELETE /_control': reset,
    'POST /_control/faults': plant,
    'GET /_control/faults': () => ({ status: 200, json: { rows: world.faults.list() } }),
    'POST /_control/speed': setSpeed,
    'GET /_control/speed': () => ({ status: 200, json: world.speed }),
    'GET /_control/calls': () => ({ status: 200, json: { rows: calls } }),
    'GET /_control/ledger': () => ({ status: 200, json: { rows: world.ledger.rows() } }),
    'GET /_control/webhooks': () => ({ status: 200, json: { rows: world.webhooks.deliveries() } }),
  };

  return (method, path, body) => {
    const route = routes[`${method} ${path}`];
    if (route) return route(body);
    const list = Object.keys(routes).join(', ');
    return {
      status: 404,
      json: { error: { field: '', message: `No ${method} ${path}; there are ${list}` } },
    };
  };
}
