import { extname } from 'node:path';
import { z } from 'zod';
import { parseMultipart } from '../../simulator/multipart.js';
import type { Route } from '../../simulator/routes.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { bodyOf, refuse } from './simulator-errors.js';

const VALID_MS = 24 * 60 * 60 * 1000;
const SMALLEST_BYTES = 512;

const uploadInput = z.object({ filename: z.string().min(3).max(255), type: z.literal('ephemeral') });

interface EphemeralUpload {
  readonly policy: string;
  readonly expiresAtMs: number;
  arrived: boolean;
}

export interface RunwayUploads {
  readonly routes: Route[];
  /** Whether a `runway://` address may be used as an input now. */
  isReady(uri: string): boolean;
}

/** Ephemeral uploads: a form whose fields and file are posted to an address of their own. */
export function createRunwayUploads(world: JobVendorWorld): RunwayUploads {
  const uploads = new Map<string, EphemeralUpload>();
  let count = 0;
  const find = (id: string) => {
    const upload = uploads.get(id);
    return upload && upload.expiresAtMs > Date.now() ? upload : null;
  };
  return {
    isReady: (uri) => find(uri.replace(/^runway:\/\/upload\//, ''))?.arrived ?? false,
    routes: [
      {
        method: 'POST',
        pattern: '/v1/uploads',
        operation: 'createUpload',
        handle: ({ body }) => {
          const { filename } = bodyOf(uploadInput, body);
          if (extname(filename) === '') return refuse(400, 'filename must have an extension');
          const id = world.stableId('runway', 'upload', filename, String(++count));
          const policy = world.stableId('runway', 'policy', id);
          uploads.set(id, { policy, expiresAtMs: Date.now() + VALID_MS, arrived: false });
          return {
            status: 200,
            json: {
              uploadUrl: `${world.origin()}/runway/ephemeral-uploads/${id}`,
              fields: { key: `${id}/${filename}`, policy },
              runwayUri: `runway://upload/${id}`,
            },
          };
        },
      },
      {
        method: 'POST',
        pattern: '/ephemeral-uploads/:uploadId',
        operation: 'putUpload',
        handle: ({ parameters, headers, body }) => {
          const upload = find(parameters['uploadId'] ?? '');
          const parts = parseMultipart(headers['content-type'], body);
          const last = parts?.at(-1);
          const policy = parts?.find((part) => part.name === 'policy');
          if (!upload || !policy || Buffer.from(policy.bytes).toString() !== upload.policy) {
            return { status: 403, text: 'AccessDenied' };
          }
          if (last?.name !== 'file') return { status: 400, text: 'The file must be the last field' };
          if (last.bytes.length < SMALLEST_BYTES) return { status: 400, text: 'EntityTooSmall' };
          upload.arrived = true;
          return { status: 204 };
        },
      },
    ],
  };
}
