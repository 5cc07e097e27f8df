import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FormData } from 'undici';
import { VendorError } from '../../errors.js';
import type { LocalFile } from '../contracts.js';
import type { VendorApi } from '../vendor-api.js';
import { assetSchema } from './wire.js';

/** More needs a direct upload, which no scene comes near: it is half an hour of speech. */
const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;
const FILE_NAMES: Readonly<Record<string, string>> = {
  'audio/mpeg': 'narration.mp3',
  'audio/wav': 'narration.wav',
};

/** Brings the sound to HeyGen. @returns its asset id */
export async function uploadAudio(api: VendorApi, audio: LocalFile, signal: AbortSignal): Promise<string> {
  const fileName = FILE_NAMES[audio.contentType];
  if (fileName === undefined) {
    throw new VendorError(
      'HEYGEN',
      'REFUSED_INPUT',
      `HEYGEN takes audio/mpeg or audio/wav and not ${audio.contentType}`,
    );
  }
  const { size } = await stat(audio.path);
  if (size > MAX_UPLOAD_BYTES) {
    throw new VendorError(
      'HEYGEN',
      'REFUSED_INPUT',
      `The audio has ${size} bytes and HEYGEN takes ${MAX_UPLOAD_BYTES}; split the scene`,
    );
  }
  const form = new FormData();
  form.append('file', await openAsBlob(audio.path, { type: audio.contentType }), fileName);
  const answer = await api.request({
    method: 'POST',
    path: '/v3/assets',
    effect: 'UPLOAD',
    body: form,
    signal,
  });
  return api.read(assetSchema, answer, 'the upload').data.asset_id;
}
