import type { VendorName } from '../entities/vendor.js';
import type { RunningSimulator, SimulatorOptions } from '../simulator/server.js';

/** Any key passes at the simulator; this one says where it belongs. */
export const SIMULATOR_KEY = 'simulated-key';

/** It answers as fast as it can; the vendors' own limits would only make people wait. */
const SIMULATOR_REQUESTS_PER_MINUTE = '6000';

/** A voice and a look of the simulator's own lists. */
const SIMULATED_VOICE_ID = 'EXAVITQu4vr4xnSDxMaL';
const SIMULATED_AVATAR_ID = 'Anna_public_studio';

/**
 * Settings that lead vendors to the simulator, all of them or only some.
 * A channel that names no voice or presenter gets one that the simulator knows.
 */
export function simulatedEnvironment(
  baseUrls: RunningSimulator['baseUrls'],
  only?: readonly VendorName[],
): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [vendor, baseUrl] of Object.entries(baseUrls)) {
    const prefix = vendor.toUpperCase();
    if (only && !only.some((name) => name === prefix)) continue;
    settings[`${prefix}_API_KEY`] = SIMULATOR_KEY;
    settings[`${prefix}_BASE_URL`] = baseUrl;
    settings[`${prefix}_REQUESTS_PER_MINUTE`] = SIMULATOR_REQUESTS_PER_MINUTE;
    if (prefix === 'ELEVENLABS') settings['ACOG_DEFAULT_VOICE_ID'] = SIMULATED_VOICE_ID;
    if (prefix === 'HEYGEN') settings['ACOG_DEFAULT_AVATAR_ID'] = SIMULATED_AVATAR_ID;
  }
  return settings;
}

/** What the simulator makes its media with: the same programs as we. */
export function programsOf(
  given: Readonly<Record<string, string | undefined>>,
): SimulatorOptions['programs'] {
  return { ffmpeg: given['FFMPEG_PATH'] || 'ffmpeg', ffprobe: given['FFPROBE_PATH'] || 'ffprobe' };
}
