import {
  type AvatarScene,
  type SceneSound,
  speakScene,
  uploadedSound,
} from '../../simulator/avatar-video.js';
import { UnsupportedLanguageError } from '../../simulator/media/foreign-speech.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import type { SynthesiaAssets } from './simulator-assets.js';
import { AVATARS, BACKGROUNDS, REFUSED_AVATARS, voiceId, VOICES } from './simulator-catalog.js';
import { refuse } from './simulator-errors.js';
import type { SceneInput } from './simulator-video-input.js';

/** Turns a checked scene into one that can be rendered. @throws {Refusal} 400 for what Synthesia does not know */
export async function readScene(
  world: JobVendorWorld,
  assets: SynthesiaAssets,
  input: SceneInput,
  index: number,
): Promise<AvatarScene> {
  const at = (field: string) => `input.${index}.${field}`;
  const avatar = AVATARS[input.avatar];
  if (REFUSED_AVATARS.has(input.avatar)) {
    return refuse(
      400,
      'Validation error',
      `${at('avatar')}: EXPRESS-2 avatars are not supported by this API`,
    );
  }
  if (!avatar) return refuse(400, 'Validation error', `${at('avatar')}: avatar ${input.avatar} not found`);
  const sound = await soundOf();
  return { sound, lookId: input.avatar, backgroundColor: backgroundOf() };

  async function soundOf(): Promise<SceneSound> {
    if (input.scriptAudio !== undefined) {
      const asset = assets.ready(input.scriptAudio, at('scriptAudio'));
      if (asset.sound) return uploadedSound(asset.sound.wavPath, asset.sound.durationMs);
      return refuse(400, 'Validation error', `${at('scriptAudio')}: the asset is not audio`);
    }
    const voice = input.avatarSettings?.voice ?? voiceId(avatar?.voice ?? '');
    const language = VOICES.get(voice);
    if (language === undefined) {
      return refuse(400, 'Validation error', `${at('avatarSettings.voice')}: voice ${voice} not found`);
    }
    try {
      return await speakScene(world, { text: input.scriptText ?? '', voiceId: voice, language, speed: 1 });
    } catch (error) {
      if (!(error instanceof UnsupportedLanguageError)) throw error;
      return refuse(400, 'Validation error', `${at('avatarSettings.voice')}: ${language} is not available`);
    }
  }

  /** A preset's colour; of an upload or a public address a colour that is always the same for it. */
  function backgroundOf(): string {
    const preset = BACKGROUNDS[input.background];
    if (preset !== undefined) return preset;
    if (input.background.startsWith('user.')) assets.ready(input.background, at('background'));
    else if (!/^https?:\/\/\S+$/.test(input.background)) {
      return refuse(400, 'Validation error', `${at('background')}: background ${input.background} not found`);
    }
    return `#${world.stableId('synthesia', 'background', input.background).slice(0, 6).toUpperCase()}`;
  }
}
