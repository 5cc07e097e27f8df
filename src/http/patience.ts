import type { IncomingMessage } from 'node:http';
import { pathOf } from './reply.js';

/** What the server itself allows any request: as long as a link for an upload lasts. */
export const LONGEST_UPLOAD_MS = 3_600_000;
const LONGEST_REQUEST_MS = 60_000;
const LONGEST_SILENCE_MS = 60_000;
const UPLOADS = '/assets/uploads/';

/**
 * Ends a request whose body does not come: a gigabyte may take its time as long as it flows, everything else is
 * small and has a minute.
 */
export function loseNoTime(request: IncomingMessage): void {
  if (pathOf(request).startsWith(UPLOADS)) {
    request.setTimeout(LONGEST_SILENCE_MS, () => {
      if (!request.complete) request.destroy();
    });
    return;
  }
  // a small body came with its headers: it is whole when this chunk has been read, and needs no timer
  queueMicrotask(() => {
    if (!request.complete) endLate(request);
  });
}

function endLate(request: IncomingMessage): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, LONGEST_REQUEST_MS);
  timer.unref();
  request.once('close', () => clearTimeout(timer)); // comes after the end of a whole one, too
}
