import { type AvatarScene, cuesOfScenes, renderScenes, sidecarUrls } from '../../simulator/avatar-video.js';
import type { QueuedJob } from '../../simulator/jobs.js';
import type { Route, RoutedRequest } from '../../simulator/routes.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import type { SynthesiaAssets } from './simulator-assets.js';
import { bodyOf, page, refuse } from './simulator-errors.js';
import { readScene } from './simulator-scenes.js';
import { metadataInput, videoInput } from './simulator-video-input.js';
import type { SynthesiaWebhooks } from './simulator-webhooks.js';

/** Synthesia limits the rate, not what runs at once. */
const SLOTS = Number.POSITIVE_INFINITY;
/** The API has no price list; about what a minute of the Creator plan comes to. */
const USD_PER_MINUTE = 3;

const SIZES: Readonly<Record<string, { width: number; height: number }>> = {
  '16:9': { width: 1920, height: 1080 },
  '9:16': { width: 1080, height: 1920 },
  '1:1': { width: 1080, height: 1080 },
  '4:5': { width: 1080, height: 1350 },
  '5:4': { width: 1350, height: 1080 },
};

interface VideoDetail {
  title: string;
  description: string;
  visibility: 'private' | 'public';
  readonly aspectRatio: '16:9' | '9:16' | '1:1' | '4:5' | '5:4';
  readonly callbackId: string | undefined;
  readonly test: boolean;
  lastUpdatedAtMs: number;
  readonly scenes: readonly AvatarScene[];
}
type Video = QueuedJob<VideoDetail>;

/** `H:MM:SS.ffffff` */
export function durationText(durationMs: number): string {
  const microseconds = Math.round(durationMs * 1000);
  const seconds = Math.floor(microseconds / 1_000_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const fraction = String(microseconds % 1_000_000).padStart(6, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}

function statusOf(video: Video): 'in_progress' | 'complete' | 'error' | 'rejected' {
  if (video.state === 'DONE') return 'complete';
  if (video.state !== 'FAILED') return 'in_progress';
  const planted = video.plantedFailure;
  const status =
    typeof planted === 'object' && planted !== null && 'status' in planted ? planted.status : null;
  return status === 'rejected' ? 'rejected' : 'error';
}

/** A video as Synthesia shows it; what does not exist yet is left out. */
function videoBody(world: JobVendorWorld, video: Video) {
  const { id, media, detail } = video;
  const { title, description, visibility, aspectRatio, callbackId, test } = detail;
  const base = {
    id,
    status: statusOf(video),
    title,
    description,
    visibility,
    aspectRatio,
    test,
    createdAt: Math.floor(video.createdAtMs / 1000),
    lastUpdatedAt: Math.floor(Math.max(detail.lastUpdatedAtMs, video.endedAtMs ?? 0) / 1000),
    ...(callbackId === undefined ? {} : { callbackId }),
  };
  if (!media) return base;
  const beside = sidecarUrls(world, { vendor: 'synthesia', id, media, cues: cuesOfScenes(detail.scenes) });
  return {
    ...base,
    download: world.jobs.resultUrl('synthesia', id),
    duration: durationText(media.durationMs),
    captions: { srt: beside.srt, vtt: beside.vtt },
    thumbnail: { image: beside.thumbnail, gif: beside.gif },
  };
}

/** Creating, reading, changing, listing and deleting videos. */
export function videoRoutes(
  world: JobVendorWorld,
  assets: SynthesiaAssets,
  webhooks: SynthesiaWebhooks,
): Route[] {
  let count = 0;
  const find = ({ parameters }: RoutedRequest): Video =>
    world.jobs.get<VideoDetail>('synthesia', parameters['videoId'] ?? '') ?? refuse(404, 'Video not found');

  const announce = (id: string) => {
    const video = world.jobs.get<VideoDetail>('synthesia', id);
    if (!video || video.state === 'CANCELLED') return;
    webhooks.announce(video.state === 'DONE' ? 'video.completed' : 'video.failed', videoBody(world, video));
  };

  const create = async ({ body }: RoutedRequest) => {
    const input = bodyOf(videoInput, body);
    const scenes: AvatarScene[] = [];
    for (const [index, scene] of input.input.entries())
      scenes.push(await readScene(world, assets, scene, index));
    const id = world.stableId('synthesia', 'video', Buffer.from(body).toString(), String(++count));
    const { title, description, visibility, aspectRatio, callbackId, test } = input;
    const lastUpdatedAtMs = Date.now();
    const detail = { title, description, visibility, aspectRatio, callbackId, test, lastUpdatedAtMs, scenes };
    const size = SIZES[aspectRatio] ?? { width: 1920, height: 1080 };
    const make = () => renderScenes(world, { id, scenes, ...size });
    const video = world.jobs.start<VideoDetail>({ id, vendor: 'synthesia', detail, slots: SLOTS, make });
    world.jobs.whenEnded('synthesia', id, () => announce(id));
    const units = scenes.reduce((sum, { sound }) => sum + sound.durationMs, 0) / 60_000;
    world.bill({
      vendor: 'synthesia',
      operation: 'createVideo',
      externalId: id,
      idempotencyKey: callbackId ?? (title === '' ? null : title),
      units,
      usd: test ? 0 : Number((units * USD_PER_MINUTE).toFixed(6)),
    });
    return { status: 201, json: videoBody(world, video) };
  };

  return [
    { method: 'POST', pattern: '/v2/videos', operation: 'createVideo', handle: create },
    {
      method: 'GET',
      pattern: '/v2/videos',
      operation: 'listVideos',
      handle: ({ query }) => {
        const newestFirst = [...world.jobs.list<VideoDetail>('synthesia')].reverse();
        const { items, ...next } = page(newestFirst, query);
        return { status: 200, json: { videos: items.map((video) => videoBody(world, video)), ...next } };
      },
    },
    {
      method: 'GET',
      pattern: '/v2/videos/:videoId',
      operation: 'getVideo',
      handle: (request) => ({ status: 200, json: videoBody(world, find(request)) }),
    },
    {
      method: 'GET',
      pattern: '/v2/videos/:videoId/download',
      operation: 'downloadVideo',
      handle: (request) => {
        const { id, media } = find(request);
        if (!media) return refuse(404, 'Video not ready');
        return { status: 302, headers: { location: world.jobs.resultUrl('synthesia', id) } };
      },
    },
    {
      method: 'PATCH',
      pattern: '/v2/videos/:videoId',
      operation: 'updateVideo',
      handle: (request) => {
        const video = find(request);
        const { title, description, visibility } = bodyOf(metadataInput, request.body);
        video.detail.title = title ?? video.detail.title;
        video.detail.description = description ?? video.detail.description;
        video.detail.visibility = visibility ?? video.detail.visibility;
        video.detail.lastUpdatedAtMs = Date.now();
        return { status: 200, json: videoBody(world, find(request)) };
      },
    },
    {
      method: 'DELETE',
      pattern: '/v2/videos/:videoId',
      operation: 'deleteVideo',
      handle: (request) => {
        world.jobs.remove('synthesia', find(request).id);
        return { status: 204 };
      },
    },
  ];
}
