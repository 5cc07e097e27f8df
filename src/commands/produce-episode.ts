import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AcogClient } from '../client/acog-client.js';
import { AcogError } from '../errors.js';
import { fileNameFrom } from '../video/text.js';
import type { EpisodeRequest } from './episode-request.js';
import {
  CreateEpisodeDocument,
  EpisodeResultDocument,
  RunEventsDocument,
  type EpisodeResultQuery,
} from './generated/operations.js';
import type { ProgressBoard } from './progress-board.js';

/** The API refused what was asked, or the run came to no video; the message says why. */
export class RefusedError extends AcogError {
  readonly code = 'REFUSED';

  /** @param run that came to no video; null when none was begun */
  constructor(
    message: string,
    readonly run:
      (Pick<ProducedEpisode, 'status' | 'stages'> & { id: string; episodeId: string }) | null = null,
  ) {
    super(message);
  }
}

/** What a finished run left on this disk. */
export interface ProducedEpisode {
  readonly episodeId: string;
  readonly runId: string;
  readonly title: string;
  readonly costUsd: string;
  readonly status: string;
  readonly files: readonly ProducedFile[];
  readonly stages: readonly { stage: string; status: string; attempt: number; costUsd: string }[];
}

export interface ProducedFile {
  readonly kind: string;
  readonly path: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly format: string | null;
  readonly durationMs: number | null;
  readonly width: number | null;
  readonly height: number | null;
}

interface UserErrors {
  readonly userErrors: readonly { readonly message: string; readonly path?: readonly string[] | null }[];
}

/** @throws {RefusedError} with all sentences the API answered */
export function refuseUserErrors({ userErrors }: UserErrors): void {
  if (userErrors.length === 0) return;
  throw new RefusedError(
    userErrors
      .map(({ message, path }) => (path?.length ? `${path.join('.')}: ${message}` : message))
      .join('\n'),
  );
}

/** Creates an episode, shows its run while it happens, and fetches the files. */
export async function produceEpisode(
  client: AcogClient,
  channelId: string,
  request: EpisodeRequest,
  options: { board: ProgressBoard; outFolder: string },
): Promise<ProducedEpisode> {
  const { createEpisode } = await client.request(CreateEpisodeDocument, {
    input: { channelId, ...request, formats: [...request.formats], start: true },
  });
  refuseUserErrors(createEpisode);
  const episodeId = createEpisode.episode?.id ?? '';
  const runId = createEpisode.run?.id ?? '';
  const attention = await watch(client, options.board, { runId, after: createEpisode.eventCursor ?? null });
  options.board.end();
  const result = await client.request(EpisodeResultDocument, { episodeId, runId });
  const { episode, run } = result;
  const stages = (run?.stageRuns ?? []).map(({ stage, status, attempt, costUsd }) => ({
    ...{ stage, status, attempt, costUsd },
  }));
  if (!episode || run?.status !== 'SUCCEEDED') {
    const facts = { id: runId, episodeId, status: run?.status ?? 'unknown', stages };
    throw new RefusedError(whyNot(result, attention), facts);
  }
  const files = await fetchAssets(episode.title, episode.assets.nodes, options.outFolder);
  return { episodeId, runId, title: episode.title, costUsd: run.costUsd, status: run.status, files, stages };
}

/** Shows a run until it ends or a person is needed. @returns what that person is told; null at the end */
async function watch(
  client: AcogClient,
  board: ProgressBoard,
  from: { runId: string; after: string | null },
): Promise<string | null> {
  for await (const { runEvents } of client.subscribe(RunEventsDocument, from)) {
    board.show({
      ...runEvents,
      message: runEvents.message ?? null,
      stage: runEvents.stage ?? null,
      stageProgress: runEvents.stageProgress ?? null,
      etaSeconds: runEvents.etaSeconds ?? null,
      stageRun: runEvents.stageRun ?? null,
    });
    if (runEvents.kind === 'ATTENTION_REQUIRED') return runEvents.message ?? 'A person is needed.';
  }
  return null;
}

function whyNot({ run }: EpisodeResultQuery, attention: string | null): string {
  const status = run?.status ?? 'unknown';
  if (attention !== null) return `The run waits for a person (${status}): ${attention}`;
  const reasons =
    run?.stageRuns.flatMap(({ stage, error }) => (error ? [`${stage}: ${error.message}`] : [])) ?? [];
  return [`The run ended as ${status}.`, ...reasons].join('\n');
}

type ResultAsset = NonNullable<EpisodeResultQuery['episode']>['assets']['nodes'][number];

const EXTENSIONS: Record<string, string> = {
  'video/mp4': 'mp4',
  'image/jpeg': 'jpg',
  'application/x-subrip': 'srt',
  'text/vtt': 'vtt',
};

/** All of them or none: what came before a full disk is taken back, the folder too when it was made for them. */
async function fetchAssets(
  title: string,
  assets: readonly ResultAsset[],
  folder: string,
): Promise<ProducedFile[]> {
  const files: ProducedFile[] = [];
  const made = await mkdir(folder, { recursive: true });
  try {
    for (const asset of assets) files.push(await fetchAsset(title, asset, folder));
    return files;
  } catch (error) {
    for (const { path } of files) await rm(path, { force: true });
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** Whole or not at all: a half file would look like a finished one. */
async function fetchAsset(title: string, asset: ResultAsset, folder: string): Promise<ProducedFile> {
  const { kind, contentType, sizeBytes } = asset;
  const format = asset.format ?? null;
  const shape = format ? `-${format.toLowerCase().replace('_1080p', '')}` : '';
  const path = join(folder, fileNameFrom(title, `${shape}.${EXTENSIONS[contentType] ?? 'bin'}`, 'episode'));
  const response = await fetch(asset.url);
  if (!response.ok || !response.body)
    throw new RefusedError(`${kind} could not be fetched: the server answered ${response.status}.`);
  const part = `${path}.part`;
  try {
    await pipeline(Readable.fromWeb(response.body), createWriteStream(part));
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  return {
    kind,
    path,
    contentType,
    sizeBytes,
    format,
    durationMs: asset.durationMs ?? null,
    width: asset.width ?? null,
    height: asset.height ?? null,
  };
}
