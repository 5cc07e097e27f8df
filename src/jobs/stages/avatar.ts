import { ConflictError } from '../../errors.js';
import { defineStage } from '../stage.js';
import { aspectRatioOf } from './aspect-ratio.js';

/** Of the whole length: scenes of the presenter change with footage. */
const SHARE_OF_AVATAR = 0.6;

/** The presenter of one scene, speaking its narration. */
export const avatar = defineStage({
  name: 'AVATAR',
  version: 1,
  needs: ['VOICE'],
  perScene: true,
  capability: 'AVATAR',
  weight: 14,
  load: 'VENDOR',
  vendor: (channel) => channel.avatar?.vendor ?? null,
  expectedCost({ channel, episode }, vendors) {
    if (!channel.avatar) return 0;
    const audio = {
      path: '',
      contentType: 'audio/mpeg',
      durationMs: episode.targetSeconds * 1000 * SHARE_OF_AVATAR,
    };
    const { avatarId } = channel.avatar;
    const asked = { avatarId, audio, script: '', language: episode.language, title: '' } as const;
    const look = { aspectRatio: aspectRatioOf(episode.formats), backgroundColor: channel.brand.primaryColor };
    return vendors.avatar(channel.avatar.vendor).estimate({ ...asked, ...look }).costMicroUsd;
  },
  wants: (scene, channel) => scene.speaker === 'AVATAR' && channel.avatar !== null,
  inputs: ({ channel, episode, need }) => ({
    avatar: channel.avatar,
    sound: need('VOICE')?.file.sha256,
    language: episode.language,
    aspectRatio: aspectRatioOf(episode.formats),
    backgroundColor: channel.brand.primaryColor,
  }),
  async run({ channel, episode, scene, need, calls, open, save, renderer, signal }) {
    const spoken = need('VOICE');
    if (!channel.avatar || !spoken)
      throw new ConflictError(
        `Channel ${channel.handle} has no avatar any more; choose one, then retry the stage.`,
      );
    const sound = await open(spoken.file);
    const clip = await calls.present('present', channel.avatar.vendor, {
      avatarId: channel.avatar.avatarId,
      audio: { ...sound, durationMs: spoken.durationMs },
      script: scene.narration,
      language: episode.language,
      aspectRatio: aspectRatioOf(episode.formats),
      backgroundColor: channel.brand.primaryColor,
      title: `${channel.handle} ${String(episode.number)}.${String(scene.number)}`,
    });
    const { path } = await open(clip);
    const { durationMs, video } = await renderer.probe(path, signal);
    const facts = { durationMs, width: video?.width ?? 0, height: video?.height ?? 0 };
    return { file: await save('AVATAR_VIDEO', clip, { ...facts, fps: video?.fps }), ...facts };
  },
});
