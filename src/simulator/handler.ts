import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedReply, SimulatedRequest, VendorSimulator } from './contracts.js';
import type { SeenCall } from './control.js';
import { BODY_LIMIT_BYTES, readBody, sendReply, type Sending } from './exchange.js';
import { currentCall, type Fault } from './faults.js';
import type { Answer } from './routes.js';
import type { World } from './world.js';

const KEPT_CALLS = 10_000;
const SLOW_PAUSE_MS = 250;

/** The result files stand beside the vendors, yet a download is a call to the vendor that made the file. */
interface Target {
  readonly vendor: string;
  readonly path: string;
  readonly operationOf: (request: SimulatedRequest) => string;
  readonly handle: (request: SimulatedRequest) => Promise<SimulatedReply>;
  readonly errorBody: (status: number, message: string) => unknown;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

function findTarget(world: World, simulators: readonly VendorSimulator[], path: string): Target | null {
  if (path.startsWith('/files/')) {
    return {
      vendor: path.split('/')[2] ?? '',
      path,
      operationOf: () => 'download',
      handle: async (request) => ({
        ...(await world.files.answer(request.path, request.query)),
        operation: 'download',
      }),
      errorBody: (status, message) => ({ error: message, status }),
    };
  }
  const simulator = simulators.find(({ mount }) => path === mount || path.startsWith(`${mount}/`));
  if (!simulator) return null;
  return {
    vendor: simulator.vendor,
    path: path.slice(simulator.mount.length) || '/',
    operationOf: (request) => simulator.operationOf(request) ?? 'unknown',
    handle: (request) => simulator.handle(request),
    errorBody: (status, message) => simulator.errorBody?.(status, message) ?? { error: { message } },
  };
}

function simulatedRequest(
  { request, response, query }: Exchange,
  target: Target,
  body: Uint8Array,
): SimulatedRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return { method: request.method ?? 'GET', path: target.path, query, headers, body, signal: gone.signal };
}

async function work(target: Target, request: SimulatedRequest, operation: string): Promise<SimulatedReply> {
  try {
    return await currentCall.run({ vendor: target.vendor, operation }, () => target.handle(request));
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`simulator: ${target.vendor} ${operation} crashed: ${stack}\n`);
    return { status: 500, json: target.errorBody(500, 'The simulator crashed; see its log'), operation };
  }
}

function plantedAnswer(target: Target, fault: Fault, operation: string): SimulatedReply {
  const status = fault.status ?? 500;
  const headers = fault.headers ?? {};
  if (typeof fault.body === 'string') return { status, headers, text: fault.body, operation };
  const json = fault.body ?? target.errorBody(status, `A planted ${status}`);
  return { status, headers, json, operation };
}

/** Answers a request to a vendor, struck by whatever fault was planted for it. */
async function answerVendor(
  world: World,
  calls: SeenCall[],
  target: Target,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange;
  const body = await readBody(request);
  const method = request.method ?? 'GET';
  const call: { -readonly [Name in keyof SeenCall]: SeenCall[Name] } = {
    at: new Date().toISOString(),
    vendor: target.vendor,
    operation: 'unknown',
    method,
    path: target.path,
    status: null,
    fault: null,
  };
  calls.push(call);
  if (calls.length > KEPT_CALLS) calls.shift();
  if (body === null) {
    const json = target.errorBody(413, `The body is larger than ${BODY_LIMIT_BYTES} bytes`);
    const tooLarge = { status: 413, headers: { connection: 'close' }, json, operation: 'unknown' };
    call.status = await sendReply(request, response, tooLarge, { how: 'WHOLE' });
    return;
  }
  const simulated = simulatedRequest(exchange, target, body);
  const operation = target.operationOf(simulated);
  call.operation = operation;

  const delay = world.faults.take(target.vendor, operation, ['DELAY']);
  const kinds = ['STATUS', 'DROP_BEFORE', 'DROP_AFTER', 'TRUNCATE', 'SLOW'] as const;
  const fault = world.faults.take(target.vendor, operation, kinds);
  call.fault = fault?.kind ?? delay?.kind ?? null;
  // a client that gives up waiting does not stop the vendor from doing the work and billing it
  if (delay) await pause(delay.delayMs ?? 0, undefined, { signal: world.stopSignal });
  if (fault?.kind === 'DROP_BEFORE') {
    request.socket.destroy();
    return;
  }
  const reply =
    fault?.kind === 'STATUS'
      ? plantedAnswer(target, fault, operation)
      : await work(target, simulated, operation);
  if (fault?.kind === 'DROP_AFTER') {
    request.socket.destroy();
    return;
  }
  const sending: Sending =
    fault?.kind === 'SLOW'
      ? { how: 'SLOW', pauseMs: fault.delayMs ?? SLOW_PAUSE_MS }
      : { how: fault?.kind === 'TRUNCATE' ? 'TRUNCATE' : 'WHOLE' };
  call.status = await sendReply(request, response, reply, sending);
}

/** The one listener of the server: control, vendors, files, and 404 for the rest. */
export function createHandler(options: {
  world: World;
  simulators: readonly VendorSimulator[];
  calls: SeenCall[];
  control: (method: string, path: string, body: Uint8Array) => Answer;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { world, simulators, calls } = options;
  return async (request, response) => {
    const base = 'http://simulator.invalid';
    const address = request.url ?? '/';
    const url = URL.canParse(address, base) ? new URL(address, base) : new URL(base);
    const path = url.pathname;
    const plain = async (answer: Answer) => {
      await sendReply(request, response, { ...answer, operation: 'control' }, { how: 'WHOLE' });
    };
    try {
      if (path === '/_control' || path.startsWith('/_control/')) {
        const body = await readBody(request);
        if (body === null) await plain({ status: 413, json: { error: { field: '', message: 'Too large' } } });
        else await plain(options.control(request.method ?? 'GET', path.replace(/\/$/, ''), body));
        return;
      }
      const target = findTarget(world, simulators, path);
      if (target) await answerVendor(world, calls, target, { request, response, query: url.searchParams });
      else {
        const mounts = [...simulators.map(({ mount }) => mount), '/_control', '/files'].join(', ');
        await plain({ status: 404, json: { error: { message: `Nothing at ${path}; there are ${mounts}` } } });
      }
    } catch (error) {
      // a client that went away in the middle is no news; anything else is a fault of ours, and never the end
      if (!response.destroyed && !world.stopSignal.aborted) {
        process.stderr.write(`simulator: ${request.method ?? ''} ${path}: ${String(error)}\n`);
      }
      response.destroy();
    }
  };
}
