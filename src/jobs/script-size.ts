/** Words a narrator says in a second at the usual pace, pauses at full stops included. */
const WORDS_PER_SECOND = 2.8;
const SECONDS_PER_SCENE = 7;
/** Silence around the speech of a scene. */
const PAUSE_SECONDS = 0.5;
const MOST_SCENES = 300;

export interface ScriptSize {
  readonly sceneCount: number;
  /** Spoken words of all scenes together. */
  readonly wordBudget: number;
}

/** How many scenes and words fit a length, after cards and pauses have taken theirs. @param speed 1 is the usual pace */
export function scriptSize(targetSeconds: number, speed: number): ScriptSize {
  const cards = Math.min(Math.max(targetSeconds * 0.14, 2.6), 5.5);
  const sceneCount = Math.min(
    Math.max(Math.round((targetSeconds - cards) / SECONDS_PER_SCENE), 2),
    MOST_SCENES,
  );
  const speechSeconds = targetSeconds - cards - sceneCount * PAUSE_SECONDS;
  return { sceneCount, wordBudget: Math.max(Math.round(speechSeconds * WORDS_PER_SECOND * speed), 8) };
}
