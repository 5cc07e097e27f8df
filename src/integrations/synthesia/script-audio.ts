import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { VendorError } from '../../errors.js';
import type { JsonObject, LocalFile, Preparation } from '../contracts.js';
import type { VendorApi } from '../vendor-api.js';
import { assetSchema, uploadedSchema } from './wire.js';

const ASK_AGAIN_MS = 3_000;
/** An upload that cannot be processed may have been damaged on its way; the third time it is the file. */
const MAX_UPLOADS = 3;

const stateSchema = z.object({
  assetId: z.string().min(1).nullable(),
  uploads: z.number().int(),
  ready: z.boolean(),
});

/** What `submit` needs. */
export const preparedAudioSchema = z.object({ assetId: z.string().min(1), ready: z.literal(true) });

/** One step on the way of the sound to Synthesia: upload, then ask until it is processed. */
export async function prepareAudio(
  api: VendorApi,
  uploadBaseUrl: string,
  audio: LocalFile,
  prepared: JsonObject | null,
  signal: AbortSignal,
): Promise<Preparation> {
  const parsed = stateSchema.safeParse(prepared);
  const state = parsed.success ? parsed.data : { assetId: null, uploads: 0, ready: false };
  if (state.ready) return step(state);
  if (state.assetId === null) {
    const assetId = await upload(api, uploadBaseUrl, audio, signal);
    return step({ assetId, uploads: state.uploads + 1, ready: false });
  }
  const status = await statusOf(api, state.assetId, signal);
  if (status === 'ready') return step({ ...state, ready: true });
  if (status !== 'error') return step(state);
  if (state.uploads < MAX_UPLOADS) return step({ ...state, assetId: null });
  throw new VendorError(
    'SYNTHESIA',
    'REFUSED_INPUT',
    'SYNTHESIA cannot process the audio; make the speech anew',
    {
      vendorCode: 'asset_error',
    },
  );
}

function step(state: z.infer<typeof stateSchema>): Preparation {
  return { ready: state.ready, prepared: state, askAgainMs: state.ready ? 0 : ASK_AGAIN_MS };
}

async function upload(
  api: VendorApi,
  baseUrl: string,
  audio: LocalFile,
  signal: AbortSignal,
): Promise<string> {
  if (audio.contentType !== 'audio/mpeg') {
    throw new VendorError(
      'SYNTHESIA',
      'REFUSED_INPUT',
      `SYNTHESIA takes audio/mpeg and not ${audio.contentType}`,
    );
  }
  const answer = await api.request({
    method: 'POST',
    baseUrl,
    path: '/v2/scriptAudio',
    effect: 'UPLOAD',
    headers: { 'content-type': 'audio/mpeg' },
    body: await readFile(audio.path),
    signal,
  });
  return api.read(uploadedSchema, answer, 'the upload').id;
}

async function statusOf(api: VendorApi, assetId: string, signal: AbortSignal): Promise<string> {
  try {
    const answer = await api.request({
      method: 'GET',
      path: `/v2/assets/${api.part(assetId, 'asset')}`,
      effect: 'READ',
      signal,
    });
    return api.read(assetSchema, answer, 'the state of an upload').status;
  } catch (error) {
    if (error instanceof VendorError && error.detail.status === 404) return 'error';
    throw error;
  }
}
