import type { ChannelDefaults } from './channel-service.js';

/** What a channel has that names nothing else. Voice and avatar ids belong to an account, so they are settings. */
export function channelDefaults(env: Readonly<Record<string, string | undefined>>): ChannelDefaults {
  const voiceId = env['ACOG_DEFAULT_VOICE_ID'];
  const avatarId = env['ACOG_DEFAULT_AVATAR_ID'];
  return {
    language: 'en',
    voice: voiceId
      ? { vendor: 'ELEVENLABS', voiceId, modelId: null, stability: null, similarityBoost: null, speed: null }
      : null,
    avatar: avatarId ? { vendor: 'HEYGEN', avatarId } : null,
    footage: { vendor: 'RUNWAY', modelId: null, perFormat: false },
    brand: { primaryColor: '#1B2A4A', accentColor: '#FFB703', captionStyle: 'clean' },
    targetSeconds: 60,
  };
}
