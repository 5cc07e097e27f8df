import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  AvatarRequest,
  CallContext,
  FootageRequest,
  SpeechRequest,
  TextRequest,
} from '../../src/integrations/contracts.js';

let calls = 0;

/** A call with a key of its own, like the account makes them. */
export function aCall(other: Partial<CallContext> = {}): CallContext {
  calls += 1;
  return {
    callKey: `0198c0de-0000-7000-8000-${String(calls).padStart(12, '0')}:step:1`,
    signal: neverStopped(),
    ...other,
  };
}

export function neverStopped(): AbortSignal {
  return new AbortController().signal;
}

export function aTextRequest(other: Partial<TextRequest> = {}): TextRequest {
  return {
    instructions: 'You plan short films.',
    input: 'Topic: "How bees dance"',
    schemaName: 'plan',
    schema: {
      type: 'object',
      properties: { title: { type: 'string' }, scenes: { type: 'array', items: { type: 'string' } } },
      required: ['title', 'scenes'],
      additionalProperties: false,
    },
    maxOutputTokens: 2000,
    ...other,
  };
}

export function aSpeechRequest(other: Partial<SpeechRequest> = {}): SpeechRequest {
  return {
    text: 'Bees dance to tell the way.',
    voiceId: 'JBFqnCBsd6RMkjVDRZzb',
    language: 'en-GB',
    ...other,
  };
}

export function aFootageRequest(other: Partial<FootageRequest> = {}): FootageRequest {
  return {
    prompt: 'A bee on a lavender flower, macro',
    aspectRatio: '16:9',
    durationMs: 3_400,
    seed: 0,
    ...other,
  };
}

/** @param audioPath an mp3 */
export function anAvatarRequest(audioPath: string, other: Partial<AvatarRequest> = {}): AvatarRequest {
  return {
    avatarId: 'anna_costume1_cameraA',
    audio: { path: audioPath, contentType: 'audio/mpeg', durationMs: 1_500 },
    script: 'Bees dance to tell the way.',
    language: 'en',
    aspectRatio: '16:9',
    backgroundColor: '#102030',
    title: 'How bees dance, scene 1',
    ...other,
  };
}

/** Starts like an mp3; for servers that do not listen to it. */
export async function anAudioFile(folder: string): Promise<string> {
  const path = join(folder, 'narration.mp3');
  await writeFile(path, Buffer.concat([Buffer.from('ID3'), Buffer.alloc(500, 1)]));
  return path;
}
