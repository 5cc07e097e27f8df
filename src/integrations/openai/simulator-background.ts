import type { RenderedMedia, SimulatedWorld } from '../../simulator/contracts.js';
import { refuse } from './simulator-errors.js';

type Body = Record<string, unknown>;

const VENDOR = 'openai';
const SLOTS = 100;
const NO_PICTURE: RenderedMedia = { path: '', durationMs: 0, width: 0, height: 0 };
const NOT_YET: Body = {
  ...{ output: [], usage: null, completed_at: null, incomplete_details: null, error: null },
};

/** Responses with `background: true`. @see https://platform.openai.com/docs/guides/background */
export interface BackgroundResponses {
  /** @returns what is answered at once */
  start(response: Body): Body;
  /** A stored response as it is now. */
  look(response: Body): Body;
  /** Ends it; twice is once. @throws {Refusal} for one that is not made in the background */
  cancel(response: Body): Body;
  remove(response: Body): void;
}

export function backgroundResponses({ jobs }: Pick<SimulatedWorld, 'jobs'>): BackgroundResponses {
  const look = (response: Body): Body => {
    if (!isBackground(response)) return response;
    const job = jobs.get(VENDOR, idOf(response));
    switch (job?.state) {
      case 'QUEUED':
        return { ...response, ...NOT_YET, status: 'queued' };
      case 'RUNNING':
        return { ...response, ...NOT_YET, status: 'in_progress' };
      case 'CANCELLED':
        return { ...response, ...NOT_YET, status: 'cancelled' };
      case 'FAILED':
        return {
          ...{ ...response, ...NOT_YET, status: 'failed' },
          error: { code: 'server_error', message: 'The server had an error processing your request.' },
        };
      default:
        return response;
    }
  };
  return {
    start(response) {
      const make = () => Promise.resolve(NO_PICTURE);
      jobs.start({ id: idOf(response), vendor: VENDOR, detail: null, slots: SLOTS, make });
      return look(response);
    },
    look,
    cancel(response) {
      if (!isBackground(response)) refuse(400, { message: 'Cannot cancel a synchronous response.' });
      jobs.cancel(VENDOR, idOf(response));
      return look(response);
    },
    remove(response) {
      if (isBackground(response)) jobs.remove(VENDOR, idOf(response));
    },
  };
}

function isBackground(response: Body): boolean {
  return response['background'] === true;
}

function idOf(response: Body): string {
  return String(response['id']);
}
