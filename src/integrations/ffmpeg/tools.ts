import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { FRAMES_PER_SECOND } from '../../video/specs.js';
import { runTool, type ToolRun } from './run.js';
import type { PreparedFonts } from './fonts.js';
import type { RenderOptions } from '../contracts.js';

/** The programs and places every part of the renderer works with. */
export interface Tools {
  /** Program with what stands before its arguments. */
  readonly ffmpeg: readonly string[];
  readonly ffprobe: readonly string[];
  /** Threads of one encode: many pictures in parallel need few each. */
  readonly threads: number;
  /** Scratch folders are made in here and removed again. */
  readonly folder: string;
  readonly fonts: PreparedFonts;
}

export interface FfmpegRun {
  readonly arguments: readonly string[];
  readonly signal: AbortSignal;
  /** Length of what is made or read, for progress and the time limit. */
  readonly totalMs: number;
  readonly onProgress?: RenderOptions['onProgress'];
  readonly workingFolder?: string | undefined;
  readonly onStderrLine?: ToolRun['onStderrLine'];
}

/** A slow, shared machine renders at a fortieth of real time at worst. */
const SLOWEST_FACTOR = 40;
const LEAST_TIMEOUT_MS = 120_000;

/**
 * Runs ffmpeg quietly: errors on stderr, progress on stdout, nothing read from the terminal.
 *
 * @returns how many frames of picture went through
 */
export async function runFfmpeg(tools: Tools, run: FfmpegRun): Promise<number> {
  const lastReport = await runTool({
    command: tools.ffmpeg,
    arguments: ['-hide_banner', '-nostdin', '-nostats', '-y', '-progress', 'pipe:1', ...run.arguments],
    signal: run.signal,
    timeoutMs: timeoutFor(run.totalMs),
    environment: { FONTCONFIG_FILE: tools.fonts.configurationPath },
    workingFolder: run.workingFolder,
    progress: { totalMs: run.totalMs, report: run.onProgress ?? (() => undefined) },
    onStderrLine: run.onStderrLine,
  });
  return Number(/.*^frame=\s*(\d+)/ms.exec(lastReport)?.[1] ?? 0);
}

export function timeoutFor(mediaMs: number): number {
  return LEAST_TIMEOUT_MS + SLOWEST_FACTOR * mediaMs;
}

export function framesMs(frames: number): number {
  return (frames * 1000) / FRAMES_PER_SECOND;
}

/** A local file as an input: never taken for an option or another protocol, and unable to open one. */
export function inputFile(path: string, options: readonly string[] = []): string[] {
  return [
    '-protocol_whitelist',
    'file,pipe',
    ...options,
    '-i',
    `file:${isAbsolute(path) ? path : resolve(path)}`,
  ];
}

/**
 * A scratch folder for the time of `work`. Inside stands `fonts`, so that filters name plain relative files and
 * no path needs the filter language's quoting.
 */
export async function inScratch<T>(tools: Tools, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tools.folder, 'render-'));
  try {
    await symlink(tools.fonts.folder, join(folder, 'fonts'));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes beside `toPath` and renames: a reader never meets half a file, and a failure leaves nothing. */
export async function writeWhole(toPath: string, write: (partPath: string) => Promise<void>): Promise<void> {
  const target = resolve(toPath);
  const part = `${target}.${randomUUID()}.part`;
  try {
    await write(part);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}
