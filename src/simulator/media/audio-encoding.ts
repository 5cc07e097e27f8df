import type { SimulatedMedia } from '../contracts.js';
import type { ChildPrograms } from './child-programs.js';
import type { DigestCache } from './digest-cache.js';

type Target = Parameters<SimulatedMedia['encodeAudio']>[1];

/** Encodes a WAV file; kept by digest of source and target. @returns path */
export function encodeAudio(
  programs: ChildPrograms,
  cache: DigestCache,
  wavPath: string,
  target: Target,
): Promise<string> {
  const { codecArgs, extension } = codecOf(target);
  return cache.file({ kind: 'audio', wavPath, target }, extension, async (toPath) => {
    const args = [
      '-v',
      'error',
      '-y',
      '-nostdin',
      '-i',
      wavPath,
      '-ac',
      '1',
      '-ar',
      String(target.sampleRate),
    ];
    await programs.run('ffmpeg', [...args, '-map_metadata', '-1', ...codecArgs, toPath]);
  });
}

function codecOf({ codec, kbps }: Target): { codecArgs: string[]; extension: string } {
  const rate = ['-b:a', `${kbps ?? 128}k`];
  switch (codec) {
    case 'mp3':
      return { codecArgs: ['-c:a', 'libmp3lame', ...rate, '-f', 'mp3'], extension: 'mp3' };
    case 'opus':
      return { codecArgs: ['-c:a', 'libopus', ...rate, '-f', 'ogg'], extension: 'opus' };
    case 'wav':
      return { codecArgs: ['-c:a', 'pcm_s16le', '-f', 'wav'], extension: 'wav' };
    case 'pcm':
      return { codecArgs: ['-c:a', 'pcm_s16le', '-f', 's16le'], extension: 'pcm' };
    case 'ulaw':
      return { codecArgs: ['-c:a', 'pcm_mulaw', '-f', 'mulaw'], extension: 'ulaw' };
    case 'alaw':
      return { codecArgs: ['-c:a', 'pcm_alaw', '-f', 'alaw'], extension: 'alaw' };
  }
}
