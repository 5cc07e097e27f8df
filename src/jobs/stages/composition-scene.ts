import type { PictureBody, VideoSource } from '../../video/specs.js';
import { LEAD_IN_FRAMES, sceneFrames } from '../../video/timeline.js';
import type { SceneContext } from '../stage.js';
import type { ClipOutput } from '../stage-outputs.js';

/** Length of a scene's picture and where its speech starts in it: from its own speech alone. */
export function sceneOfTimeline(speechMs: number): { frames: number; speechStartFrame: number } {
  return { frames: sceneFrames(speechMs), speechStartFrame: LEAD_IN_FRAMES };
}

/** What is seen: presenter, footage, or footage with the presenter in a corner; a card when there is neither. */
export async function sceneBody({
  channel,
  scene,
  need,
  open,
}: SceneContext<'VOICE' | 'AVATAR' | 'BROLL'>): Promise<PictureBody> {
  const source = async ({ file, durationMs, width, height }: ClipOutput): Promise<VideoSource> => {
    const { path } = await open(file);
    return { path, durationMs, width, height };
  };
  const presenter = need('AVATAR');
  const clip = need('BROLL');
  if (presenter && clip)
    return { kind: 'FOOTAGE_WITH_AVATAR', footage: await source(clip), avatar: await source(presenter) };
  if (presenter) return { kind: 'AVATAR', avatar: await source(presenter) };
  if (clip) return { kind: 'FOOTAGE', footage: await source(clip) };
  return { kind: 'TITLE_CARD', title: scene.onScreenText ?? channel.name, subtitle: channel.name };
}
