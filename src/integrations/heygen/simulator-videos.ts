import { type AvatarScene, cuesOfScenes, renderScenes, sidecarUrls } from '../../simulator/avatar-video.js';
import type { QueuedJob } from '../../simulator/jobs.js';
import type { Route } from '../../simulator/routes.js';
import { isWebhookTarget } from '../../simulator/webhooks.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import type { HeyGenAssets } from './simulator-assets.js';
import { heygenId } from './simulator-catalog.js';
import { bodyOf, data, page, refuse } from './simulator-errors.js';
import { SceneReader } from './simulator-scenes.js';
import { videoInput } from './simulator-video-input.js';
import type { HeyGenWebhooks } from './simulator-webhooks.js';

/** Pay as you go. */
const SLOTS = 10;
const USD_PER_SECOND = 0.1;
const SHORT_SIDE: Readonly<Record<string, number>> = { '720p': 720, '1080p': 1080, '4k': 2160 };

interface VideoDetail {
  readonly title: string | null;
  readonly folderId: string | null;
  readonly callbackId: string | null;
  readonly callbackUrl: string | null;
  readonly wantsCaption: boolean;
  readonly scenes: readonly AvatarScene[];
}

type Video = QueuedJob<VideoDetail>;

/** The short side is what the resolution names; the long one follows, even. */
function sizeOf(aspectRatio: string, resolution: string): { width: number; height: number } {
  const [across = 16, down = 9] = aspectRatio === 'auto' ? [16, 9] : aspectRatio.split(':').map(Number);
  const short = SHORT_SIDE[resolution] ?? 1080;
  const long = Math.round((short * Math.max(across, down)) / Math.min(across, down) / 2) * 2;
  return across >= down ? { width: long, height: short } : { width: short, height: long };
}

function failureOf(video: Video): { code: string | null; message: string | null } {
  if (video.state !== 'FAILED') return { code: null, message: null };
  const planted = video.plantedFailure;
  if (typeof planted !== 'object' || planted === null) {
    return { code: 'rendering_failed', message: video.failure ?? 'Rendering failed' };
  }
  const { code, message, failure_code, failure_message } = planted as Record<string, unknown>; // checked above
  const words = (value: unknown) => (typeof value === 'string' ? value : null);
  return { code: words(failure_code ?? code), message: words(failure_message ?? message) };
}

function statusOf({ state }: Video): 'pending' | 'processing' | 'completed' | 'failed' {
  if (state === 'QUEUED') return 'pending';
  if (state === 'RUNNING') return 'processing';
  return state === 'DONE' ? 'completed' : 'failed';
}

/** Creating, reading, listing and deleting videos. */
export function createVideos(world: JobVendorWorld, assets: HeyGenAssets, webhooks: HeyGenWebhooks): Route[] {
  const scenes = new SceneReader(world, assets);
  let count = 0;

  const item = (video: Video) => {
    const { detail, media } = video;
    const cues = cuesOfScenes(detail.scenes);
    const beside = media ? sidecarUrls(world, { vendor: 'heygen', id: video.id, media, cues }) : null;
    const failure = failureOf(video);
    return {
      id: video.id,
      status: statusOf(video),
      title: detail.title,
      folder_id: detail.folderId,
      created_at: Math.floor(video.createdAtMs / 1000),
      completed_at: video.endedAtMs === null ? null : Math.floor(video.endedAtMs / 1000),
      duration: media ? Math.round(media.durationMs) / 1000 : null,
      video_url: media ? world.jobs.resultUrl('heygen', video.id) : null,
      captioned_video_url: null,
      subtitle_url: detail.wantsCaption ? (beside?.srt ?? null) : null,
      thumbnail_url: beside?.thumbnail ?? null,
      gif_url: beside?.gif ?? null,
      video_page_url: null,
      output_language: null,
      failure_code: failure.code,
      failure_message: failure.message,
    };
  };
  const find = (id: string | undefined): Video =>
    world.jobs.get<VideoDetail>('heygen', id ?? '') ?? refuse(404, 'video_not_found', 'Video not found');

  const announce = (id: string) => {
    const video = world.jobs.get<VideoDetail>('heygen', id);
    if (!video || video.state === 'CANCELLED') return;
    const { callbackId: callback_id, callbackUrl, folderId: folder_id } = video.detail;
    const { video_url: url, gif_url: gif_download_url, failure_message: msg } = item(video);
    const shared = { video_id: id, callback_id };
    const done = {
      ...shared,
      url,
      gif_download_url,
      folder_id,
      video_page_url: null,
      video_share_page_url: null,
    };
    if (video.state === 'DONE') webhooks.announce('avatar_video.success', done, callbackUrl);
    else webhooks.announce('avatar_video.fail', { ...shared, msg }, callbackUrl);
  };

  return [
    {
      method: 'POST',
      pattern: '/v3/videos',
      operation: 'createVideo',
      handle: async ({ body, headers }) => {
        const input = bodyOf(videoInput, body);
        if (input.type === 'cinematic_avatar') {
          return refuse(400, 'invalid_parameter', 'cinematic_avatar is not simulated', { param: 'type' });
        }
        if (input.callback_url != null && !isWebhookTarget(input.callback_url)) {
          return refuse(400, 'invalid_parameter', 'callback_url must be https', { param: 'callback_url' });
        }
        const read = await scenes.read(input);
        // counted last and without waiting, so that two requests cannot take the same slot
        if (world.jobs.running('heygen') >= SLOTS) {
          const retryAfter = String(Math.max(1, Math.ceil(world.speed.jobSeconds / 2)));
          const message = `At most ${SLOTS} videos at the same time`;
          return refuse(429, 'resource_limit_reached', message, { headers: { 'retry-after': retryAfter } });
        }
        const id = heygenId('video', body.toString(), String(++count));
        const size = sizeOf(input.aspect_ratio ?? '16:9', input.resolution ?? '1080p');
        const detail: VideoDetail = {
          title: input.title ?? null,
          folderId: input.folder_id ?? null,
          callbackId: input.callback_id ?? null,
          callbackUrl: input.callback_url ?? null,
          wantsCaption: input.caption != null,
          scenes: read,
        };
        const make = () => renderScenes(world, { id, scenes: read, ...size });
        world.jobs.start({ id, vendor: 'heygen', detail, slots: SLOTS, make });
        world.jobs.whenEnded('heygen', id, () => announce(id));
        const seconds = read.reduce((sum, scene) => sum + scene.sound.durationMs / 1000, 0);
        world.bill({
          vendor: 'heygen',
          operation: 'createVideo',
          externalId: id,
          idempotencyKey: headers['idempotency-key'] ?? detail.title ?? detail.callbackId,
          units: seconds,
          usd: Number((seconds * USD_PER_SECOND).toFixed(6)),
        });
        return data({ video_id: id, status: 'waiting', output_format: 'mp4' });
      },
    },
    {
      method: 'GET',
      pattern: '/v3/videos',
      operation: 'listVideos',
      handle: ({ query }) => {
        const [title, folderId] = [query.get('title'), query.get('folder_id')];
        const videos = [...world.jobs.list<VideoDetail>('heygen')]
          .reverse()
          .filter(
            ({ detail }) =>
              (title === null || (detail.title ?? '').toLowerCase().includes(title.toLowerCase())) &&
              (folderId === null || detail.folderId === folderId),
          );
        return page(videos.map(item), query, { max: 100, usual: 10 });
      },
    },
    {
      method: 'GET',
      pattern: '/v3/videos/statuses',
      operation: 'listStatuses',
      handle: ({ query }) => {
        const ids = (query.get('video_ids') ?? '').split(',').filter((id) => id !== '');
        if (ids.length < 1 || ids.length > 100) {
          return refuse(400, 'invalid_parameter', 'Give 1 to 100 video_ids', { param: 'video_ids' });
        }
        const rows = ids.map((video_id) => {
          const video = world.jobs.get<VideoDetail>('heygen', video_id);
          const status = video === null ? 'not_found' : statusOf(video);
          return { video_id, status: status === 'pending' ? 'queued' : status };
        });
        return { status: 200, json: { data: rows, has_more: false, next_token: null } };
      },
    },
    {
      method: 'GET',
      pattern: '/v3/videos/:videoId',
      operation: 'getVideo',
      handle: ({ parameters }) => data(item(find(parameters['videoId']))),
    },
    {
      method: 'DELETE',
      pattern: '/v3/videos/:videoId',
      operation: 'deleteVideo',
      handle: ({ parameters }) => {
        const { id } = find(parameters['videoId']);
        world.jobs.remove('heygen', id);
        return data({ id, deleted: true });
      },
    },
  ];
}
