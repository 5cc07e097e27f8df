import { stableId } from '../../simulator/world.js';

/** Avatars of the docs' tables, and the voice each one has of itself. */
export const AVATARS: Readonly<Record<string, { readonly voice: string }>> = {
  anna_costume1_cameraA: { voice: 'en-US-1' },
  anna_costume1_cameraB: { voice: 'en-US-1' },
  jack_costume2_cameraA: { voice: 'en-US-2' },
  laura_costume1_cameraA: { voice: 'en-GB-1' },
  mia_costume1_cameraA: { voice: 'en-US-1' },
};

/** The "EXPRESS-2" generation, which v2 refuses. */
export const REFUSED_AVATARS: ReadonlySet<string> = new Set(['alex_express2', 'sofia_express2']);

const LANGUAGE_OF_VOICE: Readonly<Record<string, string>> = {
  'en-US-1': 'en-US',
  'en-US-2': 'en-US',
  'en-GB-1': 'en-GB',
  'de-DE-1': 'de-DE',
  'fr-FR-1': 'fr-FR',
  'es-ES-1': 'es-ES',
};

/** Voices by their UUID, in the language they speak. */
export const VOICES: ReadonlyMap<string, string> = new Map(
  Object.entries(LANGUAGE_OF_VOICE).map(([name, language]) => [voiceId(name), language]),
);

export function voiceId(name: string): string {
  return stableId('synthesia', 'voice', name);
}

/** Preset backgrounds by name, as colours. */
export const BACKGROUNDS: Readonly<Record<string, string>> = {
  green_screen: '#00B140',
  off_white: '#F8F7F2',
  warm_white: '#FBF3E7',
  light_pink: '#F9DDE1',
  soft_pink: '#F4C9D0',
  light_blue: '#D6E8F5',
  dark_blue: '#12355B',
  soft_cyan: '#D2F0EE',
  strong_cyan: '#1FA7A0',
  light_orange: '#FBE0C4',
  soft_orange: '#F7C793',
  white_studio: '#FFFFFF',
  white_cafe: '#EFE9E1',
  luxury_lobby: '#C9B79C',
  large_window: '#CFDDE6',
  white_meeting_room: '#F1F1EE',
  open_office: '#DADFD8',
};
