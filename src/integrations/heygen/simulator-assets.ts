import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MediaError } from '../../errors.js';
import { parseMultipart } from '../../simulator/multipart.js';
import type { Route } from '../../simulator/routes.js';
import { type Upload, Uploads } from '../../simulator/uploads.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { acceptedType } from './simulator-asset-types.js';
import { heygenId } from './simulator-catalog.js';
import { bodyOf, data, refuse } from './simulator-errors.js';

const UPLOAD_LIMIT_BYTES = 32 * 1024 * 1024;
const DIRECT_LIMIT_BYTES = 64 * 1024 * 1024;
const DIRECT_SECONDS = 3600;

const directInput = z.object({
  filename: z.string().min(1),
  content_type: z.string().min(1),
  size_bytes: z.int().min(1),
  checksum_sha256: z.string().nullish(),
});
const completeInput = z.object({ checksum_sha256: z.string().nullish() });

interface DirectUpload {
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly checksum: string | null;
  readonly expiresAtMs: number;
  bytes: Uint8Array | null;
}

export interface HeyGenAssets {
  readonly routes: Route[];
  readonly uploads: Uploads;
  /** @throws {Refusal} 404 `asset_not_found`, 409 `resource_not_ready` while its bytes are missing */
  find(assetId: string, param: string): Upload;
}

/** Uploads: in one multipart request, or directly to an address that is handed out. */
export function createAssets(world: JobVendorWorld): HeyGenAssets {
  const uploads = new Uploads(world, 'heygen');
  const direct = new Map<string, DirectUpload>();
  let count = 0;
  const newId = (words: string) => heygenId('asset', words, String(++count));

  const keep = async (id: string, fileName: string, contentType: string, bytes: Uint8Array) => {
    try {
      const asset = await uploads.keep({ id, fileName, contentType, bytes });
      return { asset_id: id, url: uploads.url(asset), mime_type: contentType, size_bytes: asset.sizeBytes };
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      return refuse(400, 'invalid_parameter', `${fileName} is not a readable ${contentType}`, {
        param: 'file',
      });
    }
  };
  const find = (assetId: string, param: string) => {
    if (direct.has(assetId))
      refuse(409, 'resource_not_ready', `Asset ${assetId} is not uploaded yet`, { param });
    return uploads.get(assetId) ?? refuse(404, 'asset_not_found', `Asset ${assetId} not found`, { param });
  };

  const routes: Route[] = [
    {
      method: 'POST',
      pattern: '/v3/assets',
      operation: 'uploadAsset',
      handle: async ({ headers, body }) => {
        const parts = parseMultipart(headers['content-type'], body);
        const file = parts?.find((part) => part.name === 'file');
        if (!file)
          return refuse(400, 'invalid_parameter', 'Send the file as multipart field "file"', {
            param: 'file',
          });
        if (file.bytes.length > UPLOAD_LIMIT_BYTES) {
          return refuse(413, 'payload_too_large', 'Files above 32 MB need a direct upload');
        }
        if (file.bytes.length === 0)
          return refuse(400, 'invalid_parameter', 'The file is empty', { param: 'file' });
        const fileName = file.fileName ?? 'file';
        const contentType = acceptedType(file.contentType, fileName);
        return data(await keep(newId(fileName), fileName, contentType, file.bytes));
      },
    },
    {
      method: 'POST',
      pattern: '/v3/assets/direct-uploads',
      operation: 'createDirectUpload',
      handle: ({ body }) => {
        const input = bodyOf(directInput, body);
        const contentType = acceptedType(input.content_type, input.filename);
        if (input.size_bytes > DIRECT_LIMIT_BYTES) {
          return refuse(413, 'payload_too_large', `At most ${DIRECT_LIMIT_BYTES} bytes`, {
            param: 'size_bytes',
          });
        }
        const id = newId(input.filename);
        direct.set(id, {
          fileName: input.filename,
          contentType,
          sizeBytes: input.size_bytes,
          checksum: input.checksum_sha256 ?? null,
          expiresAtMs: Date.now() + DIRECT_SECONDS * 1000,
          bytes: null,
        });
        return data({
          asset_id: id,
          status: 'pending_upload',
          upload_url: `${world.origin()}/heygen/direct-uploads/${id}`,
          upload_headers: { 'Content-Type': contentType },
          expires_in_seconds: DIRECT_SECONDS,
          max_bytes: input.size_bytes,
        });
      },
    },
    {
      method: 'PUT',
      pattern: '/direct-uploads/:assetId',
      operation: 'putDirectUpload',
      handle: ({ parameters, headers, body }) => {
        const upload = direct.get(parameters['assetId'] ?? '');
        if (!upload || upload.expiresAtMs < Date.now()) return { status: 403, text: 'AccessDenied' };
        if (headers['content-type'] !== upload.contentType)
          return { status: 403, text: 'SignatureDoesNotMatch' };
        if (body.length > upload.sizeBytes) return { status: 400, text: 'EntityTooLarge' };
        upload.bytes = body;
        return { status: 200 };
      },
    },
    {
      method: 'POST',
      pattern: '/v3/assets/:assetId/complete',
      operation: 'completeDirectUpload',
      handle: async ({ parameters, body }) => {
        const id = parameters['assetId'] ?? '';
        const input = bodyOf(completeInput, body.length === 0 ? Buffer.from('{}') : body);
        const upload = direct.get(id);
        if (upload) {
          if (!upload.bytes) return refuse(409, 'resource_not_ready', 'The bytes have not arrived yet');
          const checksum = input.checksum_sha256 ?? upload.checksum;
          const actual = createHash('sha256').update(upload.bytes).digest('hex');
          if (checksum !== null && checksum.toLowerCase() !== actual) {
            return refuse(400, 'invalid_parameter', 'The checksum does not match', {
              param: 'checksum_sha256',
            });
          }
          await keep(id, upload.fileName, upload.contentType, upload.bytes);
          direct.delete(id);
        }
        const asset = find(id, 'asset_id');
        const { contentType: mime_type, sizeBytes: size_bytes } = asset;
        return data({ asset_id: id, status: 'completed', url: uploads.url(asset), mime_type, size_bytes });
      },
    },
    {
      method: 'GET',
      pattern: '/v3/assets/:assetId',
      operation: 'getAsset',
      handle: ({ parameters }) => {
        const asset = find(parameters['assetId'] ?? '', 'asset_id');
        return data({
          id: asset.id,
          name: asset.fileName,
          type: asset.contentType.split('/')[0],
          owner: 'simulated',
          space_id: heygenId('space'),
          folder_id: null,
          uploaded_at: Math.floor(asset.createdAtMs / 1000),
          url: uploads.url(asset),
        });
      },
    },
    {
      method: 'DELETE',
      pattern: '/v3/assets/:assetId',
      operation: 'deleteAsset',
      handle: async ({ parameters }) => {
        const id = parameters['assetId'] ?? '';
        if (!direct.delete(id) && !(await uploads.remove(id)))
          refuse(404, 'asset_not_found', 'Asset not found');
        return data({ id });
      },
    },
  ];
  return { routes, uploads, find };
}
