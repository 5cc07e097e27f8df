/** What differs between the models that speak. */
export interface SpeechModel {
  /** In one request. */
  readonly maxCharacters: number;
  /** Credits for a character. */
  readonly creditsPerCharacter: number;
  /** Takes `language_code`. */
  readonly takesLanguage: boolean;
  /** Takes the text before and after. */
  readonly takesNeighbours: boolean;
  /** Takes only 0, 0.5 and 1 as stability. */
  readonly hasStepsOfStability: boolean;
}

/**
 * @see https://elevenlabs.io/docs/models, read 2026-11-22. Sources give 3,000 and 5,000 for v3: the smaller is safe.
 */
const MODELS: Readonly<Record<string, SpeechModel>> = {
  eleven_v3: model(3_000, 1, { takesNeighbours: false, hasStepsOfStability: true }),
  eleven_multilingual_v2: model(10_000, 1, { takesLanguage: false }),
  eleven_flash_v2_5: model(40_000, 0.5),
  eleven_flash_v2: model(30_000, 0.5),
  eleven_turbo_v2_5: model(40_000, 0.5),
  eleven_turbo_v2: model(30_000, 0.5),
};

const UNKNOWN_MODEL = model(3_000, 1, { takesNeighbours: false });

function model(
  maxCharacters: number,
  creditsPerCharacter: number,
  other: Partial<SpeechModel> = {},
): SpeechModel {
  return {
    maxCharacters,
    creditsPerCharacter,
    takesLanguage: true,
    takesNeighbours: true,
    hasStepsOfStability: false,
    ...other,
  };
}

export function speechModel(id: string): SpeechModel {
  return MODELS[id] ?? UNKNOWN_MODEL;
}
