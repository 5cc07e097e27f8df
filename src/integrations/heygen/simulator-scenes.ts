import { MediaError } from '../../errors.js';
import {
  type AvatarScene,
  type SceneSound,
  speakScene,
  uploadedSound,
} from '../../simulator/avatar-video.js';
import { UnsupportedLanguageError } from '../../simulator/media/foreign-speech.js';
import { fetchMedia } from '../../simulator/uploads.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import type { HeyGenAssets } from './simulator-assets.js';
import { heygenId, type Look, LOOKS, VOICES } from './simulator-catalog.js';
import { refuse } from './simulator-errors.js';
import type {
  BackgroundInput,
  MediaInput,
  SpeechInput,
  StudioSceneInput,
  VideoInput,
} from './simulator-video-input.js';

const AUDIO_LIMIT_BYTES = 50 * 1024 * 1024;
const DEFAULT_BACKGROUND = '#F2F4F8';

type Single = Exclude<VideoInput, { type: 'studio' }> | StudioSceneInput;

/** Turns what a client asked for into scenes that can be rendered, refusing as HeyGen does. */
export class SceneReader {
  constructor(
    private readonly world: JobVendorWorld,
    private readonly assets: HeyGenAssets,
  ) {}

  async read(input: VideoInput): Promise<AvatarScene[]> {
    if (input.type !== 'studio') {
      const background = await this.background(input.background, input.output_format ?? 'mp4');
      return [await this.scene(input, background)];
    }
    const scenes: AvatarScene[] = [];
    for (const scene of input.scenes) {
      if (scene.type !== 'avatar_video') {
        return refuse(400, 'invalid_parameter', 'This simulator renders only avatar_video scenes', {
          param: 'scenes',
        });
      }
      const color = scene.input.type === 'avatar' ? scene.input.background?.color : null;
      scenes.push(await this.scene(scene.input, color ?? DEFAULT_BACKGROUND));
    }
    return scenes;
  }

  private async scene(input: Single, backgroundColor: string): Promise<AvatarScene> {
    if (input.type === 'image') {
      const lookId = await this.imageLook(input.image);
      return { sound: await this.sound(input, null), lookId, backgroundColor };
    }
    const look =
      LOOKS.find((known) => known.id === input.avatar_id) ??
      refuse(404, 'avatar_not_found', `Avatar look ${input.avatar_id} not found`, { param: 'avatar_id' });
    this.checkActing(look, input);
    return { sound: await this.sound(input, look.default_voice_id), lookId: look.id, backgroundColor };
  }

  private checkActing(look: Look, input: Extract<Single, { type: 'avatar' }>): void {
    const engine = input.engine?.type ?? 'avatar_iv';
    const isPhoto = look.avatar_type === 'photo_avatar';
    if (!look.supported_api_engines.includes(engine)) {
      refuse(400, 'invalid_parameter', `Look ${look.id} does not support ${engine}`, { param: 'engine' });
    }
    if (input.expressiveness != null && !(isPhoto && engine === 'avatar_iv')) {
      const message = 'expressiveness is for photo avatars on Avatar IV';
      refuse(400, 'invalid_parameter', message, { param: 'expressiveness' });
    }
    if (input.motion_prompt != null && !isPhoto && engine === 'avatar_iv') {
      const message = 'motion_prompt is not supported for video avatars on Avatar IV';
      refuse(400, 'invalid_parameter', message, { param: 'motion_prompt' });
    }
  }

  private async sound(input: SpeechInput, defaultVoiceId: string | null): Promise<SceneSound> {
    const sources = [input.script, input.audio_url, input.audio_asset_id].filter((source) => source != null);
    if (sources.length !== 1) {
      return refuse(400, 'invalid_parameter', 'Provide exactly one of script, audio_url, audio_asset_id');
    }
    if (input.audio_asset_id != null) {
      const { sound } = this.assets.find(input.audio_asset_id, 'audio_asset_id');
      if (sound) return uploadedSound(sound.wavPath, sound.durationMs);
      return refuse(400, 'invalid_parameter', 'The asset is not audio', { param: 'audio_asset_id' });
    }
    return input.audio_url == null ? this.spoken(input, defaultVoiceId) : this.fetched(input.audio_url);
  }

  private async spoken(input: SpeechInput, defaultVoiceId: string | null): Promise<SceneSound> {
    const text = input.script ?? '';
    if (text.trim() === '') return refuse(400, 'invalid_parameter', 'script is empty', { param: 'script' });
    const voiceId =
      input.voice_id ??
      defaultVoiceId ??
      refuse(400, 'invalid_parameter', 'voice_id is required: the look has no default voice', {
        param: 'voice_id',
      });
    const voice =
      VOICES.find((known) => known.voice_id === voiceId) ??
      refuse(404, 'voice_not_found', `Voice ${voiceId} not found`, { param: 'voice_id' });
    const language = input.voice_settings?.locale ?? voice.languageTag;
    try {
      return await speakScene(this.world, {
        text,
        voiceId,
        language,
        speed: input.voice_settings?.speed ?? 1,
      });
    } catch (error) {
      if (!(error instanceof UnsupportedLanguageError)) throw error;
      return refuse(400, 'invalid_parameter', `Voice ${voiceId} does not support ${language}`, {
        param: 'voice_id',
      });
    }
  }

  private async fetched(url: string): Promise<SceneSound> {
    const found = await fetchMedia(url, { maxBytes: AUDIO_LIMIT_BYTES, signal: this.world.stopSignal });
    const failed = () =>
      refuse(400, 'download_failed', 'audio_url could not be read', { param: 'audio_url' });
    if (!found) return failed();
    try {
      const file = {
        id: heygenId('audio', url),
        fileName: 'audio',
        contentType: 'audio/mpeg',
        bytes: found.bytes,
      };
      const { sound } = await this.assets.uploads.keep(file);
      return sound ? uploadedSound(sound.wavPath, sound.durationMs) : failed();
    } catch (error) {
      if (error instanceof MediaError) return failed();
      throw error;
    }
  }

  /** A photo gives a look of its own: the same picture, the same face. */
  private async imageLook(image: MediaInput): Promise<string> {
    if (image.type === 'asset_id') {
      const asset = this.assets.find(image.asset_id, 'image.asset_id');
      if (asset.contentType.startsWith('image/')) return heygenId('look', asset.id);
      return refuse(400, 'invalid_parameter', 'The asset is not an image', { param: 'image' });
    }
    if (image.type === 'base64') {
      if (image.media_type.startsWith('image/') && /^[A-Za-z0-9+/]+={0,2}$/.test(image.data)) {
        return heygenId('look', image.data);
      }
      return refuse(400, 'invalid_parameter', 'image is not a base64 picture', { param: 'image' });
    }
    const found = await fetchMedia(image.url, { maxBytes: AUDIO_LIMIT_BYTES, signal: this.world.stopSignal });
    if (found?.contentType.startsWith('image/')) return heygenId('look', image.url);
    return refuse(400, 'download_failed', 'image could not be read', { param: 'image' });
  }

  /** The colour behind the presenter; a picture is checked and stands for its own colour. */
  private async background(background: BackgroundInput, outputFormat: 'mp4' | 'webm'): Promise<string> {
    if (outputFormat === 'webm') {
      if (background)
        refuse(400, 'invalid_parameter', 'background is not allowed with webm', { param: 'background' });
      refuse(400, 'invalid_parameter', 'webm needs a look trained with matting', { param: 'output_format' });
    }
    if (!background) return DEFAULT_BACKGROUND;
    if (background.type === 'color') {
      return (
        background.value ??
        refuse(400, 'invalid_parameter', 'value is required', { param: 'background.value' })
      );
    }
    const { url, asset_id } = background;
    if ((url == null) === (asset_id == null)) {
      return refuse(400, 'invalid_parameter', 'Provide exactly one of url, asset_id', {
        param: 'background',
      });
    }
    const image: MediaInput =
      url == null ? { type: 'asset_id', asset_id: asset_id ?? '' } : { type: 'url', url };
    return `#${(await this.imageLook(image)).slice(0, 6).toUpperCase()}`;
  }
}
