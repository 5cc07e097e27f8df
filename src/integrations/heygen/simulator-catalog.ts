import { stableId } from '../../simulator/world.js';

/** HeyGen's ids are 32 hex digits. */
export function heygenId(...words: readonly string[]): string {
  return stableId('heygen', ...words).replaceAll('-', '');
}

const createdAt = 1_767_225_600; // 2026-01-01, when these presenters were made

export interface Voice {
  readonly voice_id: string;
  readonly name: string;
  readonly language: string;
  readonly gender: string;
  /** BCP 47, for the simulator's own speech. */
  readonly languageTag: string;
}

const voice = (name: string, language: string, languageTag: string, gender: string): Voice => ({
  voice_id: heygenId('voice', name),
  name,
  language,
  gender,
  languageTag,
});

export const VOICES: readonly Voice[] = [
  voice('Ada', 'English', 'en', 'female'),
  voice('Miles', 'English', 'en', 'male'),
  voice('Lena', 'German', 'de', 'female'),
  voice('Claire', 'French', 'fr', 'female'),
  voice('Diego', 'Spanish', 'es', 'male'),
];

export interface Look {
  readonly id: string;
  readonly name: string;
  readonly avatar_type: 'studio_avatar' | 'digital_twin' | 'photo_avatar';
  readonly group_id: string;
  readonly gender: string;
  readonly default_voice_id: string | null;
  readonly supported_api_engines: readonly string[];
  readonly preferred_orientation: 'portrait' | 'landscape' | 'square';
  readonly image_width: number;
  readonly image_height: number;
  readonly preview_image_url: null;
  readonly preview_video_url: null;
  readonly tags: readonly string[];
}

const ENGINES = ['avatar_iii', 'avatar_iv', 'avatar_v'];

function look(
  id: string,
  name: string,
  of: Pick<Look, 'avatar_type' | 'gender' | 'preferred_orientation'> & {
    group: string;
    voice: string | null;
  },
): Look {
  const tall = of.preferred_orientation === 'portrait';
  return {
    id,
    name,
    avatar_type: of.avatar_type,
    group_id: heygenId('group', of.group),
    gender: of.gender,
    default_voice_id: VOICES.find((known) => known.name === of.voice)?.voice_id ?? null,
    supported_api_engines: of.avatar_type === 'photo_avatar' ? ['avatar_iv'] : ENGINES,
    preferred_orientation: of.preferred_orientation,
    image_width: tall ? 1080 : 1920,
    image_height: tall ? 1920 : 1080,
    preview_image_url: null,
    preview_video_url: null,
    tags: [],
  };
}

/** Each kind of look once, with and without a voice of its own. */
export const LOOKS: readonly Look[] = [
  look('Anna_public_studio', 'Anna, studio', {
    group: 'Anna',
    avatar_type: 'studio_avatar',
    gender: 'female',
    preferred_orientation: 'landscape',
    voice: 'Ada',
  }),
  look('Anna_public_standing', 'Anna, standing', {
    group: 'Anna',
    avatar_type: 'studio_avatar',
    gender: 'female',
    preferred_orientation: 'portrait',
    voice: 'Ada',
  }),
  look('Tyler_public_desk', 'Tyler, at the desk', {
    group: 'Tyler',
    avatar_type: 'digital_twin',
    gender: 'male',
    preferred_orientation: 'landscape',
    voice: 'Miles',
  }),
  look('Mira_photo', 'Mira, portrait', {
    group: 'Mira',
    avatar_type: 'photo_avatar',
    gender: 'female',
    preferred_orientation: 'portrait',
    voice: null,
  }),
];

/** Presenters, each with one or more looks. */
export function avatarGroups() {
  const ids = [...new Set(LOOKS.map((known) => known.group_id))];
  return ids.flatMap((id) => {
    const looks = LOOKS.filter((known) => known.group_id === id);
    const [first] = looks;
    if (!first) return [];
    return {
      id,
      name: first.name.split(',')[0] ?? first.name,
      gender: first.gender,
      created_at: createdAt,
      looks_count: looks.length,
      default_voice_id: first.default_voice_id,
      preview_image_url: null,
      preview_video_url: null,
      consent_status: null,
      status: 'completed',
    };
  });
}

export function voiceItem({ voice_id, name, language, gender }: Voice) {
  const support = { support_pause: true, support_locale: false };
  return { voice_id, name, language, gender, type: 'public', preview_audio_url: null, ...support };
}
