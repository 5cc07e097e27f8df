import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { prepareFonts } from './fonts.js';
import { inspect } from './inspect.js';
import { joinProgramme } from './join.js';
import { renderMix } from './mix.js';
import { renderPicture } from './picture.js';
import { probe } from './probe.js';
import { probeUpload } from './probe-upload.js';
import { renderStill } from './still.js';
import { guarded, requireAbilities } from './abilities.js';
import type { Renderer } from '../contracts.js';
import type { Tools } from './tools.js';

export interface RendererOptions {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  /** Of one encode; 1 when as many pictures as cores are made at once. */
  readonly threads?: number | undefined;
  /** Ours alone: scratch folders and fonts stand in here. */
  readonly folder: string;
}

/** @throws {ConfigError} names every program, filter and encoder that is missing */
export async function createRenderer(options: RendererOptions): Promise<Renderer> {
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  const version = await requireAbilities(options.ffmpegPath, options.ffprobePath);
  const tools: Tools = {
    ffmpeg: await guarded(options.ffmpegPath),
    ffprobe: await guarded(options.ffprobePath),
    threads: options.threads ?? 1,
    folder,
    fonts: await prepareFonts(join(folder, 'fonts')),
  };
  return {
    version,
    probe: (path, signal) => probe(tools, path, signal),
    probeUpload: (path, signal) => probeUpload(tools, path, signal),
    renderPicture: (spec, toPath, run) => renderPicture(tools, spec, toPath, run),
    renderMix: (spec, toPath, run) => renderMix(tools, spec, toPath, run),
    join: (spec, toPath, run) => joinProgramme(tools, spec, toPath, run),
    renderStill: (spec, toPath, run) => renderStill(tools, spec, toPath, run),
    inspect: (path, run) => inspect(tools, path, run),
  };
}
