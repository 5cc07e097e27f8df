import { MediaError } from '../../errors.js';
import type { Route } from '../../simulator/routes.js';
import { type Upload, Uploads } from '../../simulator/uploads.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { refuse } from './simulator-errors.js';

/** An asset is processed in the background: so many questions are answered `processing` first. */
const POLLS_UNTIL_READY = 2;
const PICTURES = ['image/webp', 'image/jpeg', 'image/png', 'image/svg+xml', 'image/gif'];
const VIDEOS = ['video/mp4', 'video/webm', 'video/quicktime'];

export interface SynthesiaAssets {
  readonly routes: Route[];
  /** A ready asset by `<uuid>` or `user.<uuid>`. @throws {Refusal} 400 when unknown or still processing */
  ready(id: string, field: string): Upload;
}

/** Script audio and pictures; both hosts of the vendor live under one mount here. */
export function createSynthesiaAssets(world: JobVendorWorld): SynthesiaAssets {
  const uploads = new Uploads(world, 'synthesia');
  const polls = new Map<string, number>();
  let count = 0;
  const bare = (id: string) => id.replace(/^user\./, '');

  const keep = async (contentType: string, bytes: Uint8Array) => {
    if (bytes.length === 0) return refuse(400, 'Bad request', 'The body is empty');
    const id = world.stableId('synthesia', 'asset', String(++count));
    try {
      await uploads.keep({ id, fileName: 'Untitled', contentType, bytes });
    } catch (error) {
      if (error instanceof MediaError) return refuse(400, 'Bad request', `The body is not ${contentType}`);
      throw error;
    }
    return id;
  };

  const routes: Route[] = [
    {
      method: 'POST',
      pattern: '/v2/scriptAudio',
      operation: 'uploadScriptAudio',
      handle: async ({ headers, body }) => {
        if (headers['content-type'] !== 'audio/mpeg') {
          return refuse(400, 'Bad request', 'Content-Type must be audio/mpeg');
        }
        return { status: 201, json: { id: await keep('audio/mpeg', body) } };
      },
    },
    {
      method: 'POST',
      pattern: '/v2/assets',
      operation: 'uploadAsset',
      handle: async ({ headers, body }) => {
        const contentType = headers['content-type'] ?? '';
        if (![...PICTURES, ...VIDEOS].includes(contentType)) {
          return refuse(400, 'Bad request', `Unsupported Content-Type ${contentType}`);
        }
        return { status: 201, json: { id: `user.${await keep(contentType, body)}`, title: 'Untitled' } };
      },
    },
    {
      method: 'GET',
      pattern: '/v2/assets/:assetId',
      operation: 'getAsset',
      handle: ({ parameters }) => {
        const asset = uploads.get(bare(parameters['assetId'] ?? '')) ?? refuse(404, 'Asset not found');
        const asked = (polls.get(asset.id) ?? 0) + 1;
        polls.set(asset.id, asked);
        const status = asked > POLLS_UNTIL_READY ? 'ready' : 'processing';
        const { id, fileName: title, contentType } = asset;
        return { status: 200, json: { id, title, contentType, status, metadata: {} } };
      },
    },
  ];
  return {
    routes,
    ready(id, field) {
      const asset =
        uploads.get(bare(id)) ?? refuse(400, 'Validation error', `${field}: asset ${id} not found`);
      // pictures can be used at once; only script audio is looked into first
      if (asset.sound === null || (polls.get(asset.id) ?? 0) > POLLS_UNTIL_READY) return asset;
      return refuse(400, 'Validation error', `${field}: asset ${id} is not ready`);
    },
  };
}
