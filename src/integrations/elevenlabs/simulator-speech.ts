import { readFile } from 'node:fs/promises';
import type { SimulatedSpeech, SimulatedWorld } from '../../simulator/contracts.js';
import type { Answer, Route, RoutedRequest } from '../../simulator/routes.js';
import type { Account } from './simulator-account.js';
import { alignmentOf, normalizedAlignmentOf, type Alignment } from './simulator-alignment.js';
import { legacyAnswer, refuse } from './simulator-errors.js';
import { readSpeechRequest, type AskedSpeech } from './simulator-speech-request.js';

interface Spoken {
  readonly asked: AskedSpeech;
  readonly speech: SimulatedSpeech;
  readonly audioPath: string;
  readonly headers: Record<string, string>;
}

/** Dollars per credit on the simulated plan. */
const USD_PER_CREDIT = 0.00022;
const PIECES = 4;

export function speechRoutes(world: SimulatedWorld, account: Account): Route[] {
  const route = (
    ending: string,
    operation: string,
    answer: (spoken: Spoken) => Answer | Promise<Answer>,
  ): Route => ({
    ...{ method: 'POST', pattern: `/v1/text-to-speech/:voiceId${ending}`, operation },
    async handle(request) {
      const spoken = await speak(world, account, request);
      return 'speech' in spoken ? answer(spoken) : spoken;
    },
  });
  const sound = async ({ asked, audioPath, headers }: Spoken): Promise<Answer> => ({
    ...{
      status: 200,
      bytes: await readFile(audioPath),
      headers: { ...headers, 'content-type': asked.format.contentType },
    },
  });
  return [
    route('', 'speak', sound),
    route('/stream', 'speak', sound),
    route('/with-timestamps', 'speak', async ({ asked, speech, audioPath, headers }) => {
      const audio = (await readFile(audioPath)).toString('base64');
      const alignment = alignmentOf(asked.text, speech);
      return {
        status: 200,
        headers,
        json: { audio_base64: audio, alignment, normalized_alignment: normalizedAlignmentOf(alignment) },
      };
    }),
    route('/stream/with-timestamps', 'speak', async (spoken) => ({
      ...{
        status: 200,
        text: await linesOf(spoken),
        headers: { ...spoken.headers, 'content-type': 'application/json' },
      },
    })),
  ];
}

async function speak(
  world: SimulatedWorld,
  account: Account,
  request: RoutedRequest,
): Promise<Spoken | Answer> {
  const plan = account.planOf(request);
  const asked = readSpeechRequest(request, plan);
  if (account.spent + asked.credits > plan.characterLimit) {
    const left = plan.characterLimit - account.spent;
    return legacyAnswer(401, 'quota_exceeded', `This request exceeds your quota of ${plan.characterLimit}. You have ${left} credits remaining, while ${asked.credits} credits are required for this request.`); // prettier-ignore
  }
  const most = plan.atOnce[asked.group];
  if (account.running[asked.group] >= most) {
    refuse(429, { type: 'rate_limit_error', code: 'concurrent_limit_exceeded', message: `Too many concurrent requests. Your current subscription is associated with a maximum of ${most} concurrent requests (running in parallel).` }); // prettier-ignore
  }
  account.running[asked.group] += 1;
  const current = account.running[asked.group];
  try {
    const speech = await synthesise(world, asked);
    const { codec, sampleRate, kbps } = asked.format;
    const audioPath = await world.media.encodeAudio(speech.wavPath, {
      codec,
      sampleRate,
      ...(kbps === undefined ? {} : { kbps }),
    });
    const headers = keep(world, account, asked, audioPath);
    return {
      asked,
      speech,
      audioPath,
      headers: {
        ...headers,
        'current-concurrent-requests': String(current),
        'maximum-concurrent-requests': String(most),
      },
    };
  } finally {
    account.running[asked.group] -= 1;
  }
}

async function synthesise(world: SimulatedWorld, asked: AskedSpeech): Promise<SimulatedSpeech> {
  try {
    const { text, voiceId, language, speed } = asked;
    return await world.media.speak({ text, voiceId, language, speed });
  } catch (error) {
    // The media name their refusal by code, so that no class has to be shared between the folders.
    if (error instanceof Error && 'code' in error && error.code === 'UNSUPPORTED_LANGUAGE') {
      return refuse(400, { type: 'validation_error', code: 'unsupported_language', message: `Model '${asked.modelId}' does not support the language_code '${asked.language}'.`, param: 'language_code' }); // prettier-ignore
    }
    throw error;
  }
}

/** Counts, bills and writes the history. @returns headers of every synthesis */
function keep(
  world: SimulatedWorld,
  account: Account,
  asked: AskedSpeech,
  audioPath: string,
): Record<string, string> {
  const number = String(account.history.length + 1);
  const id = world
    .stableId('elevenlabs', 'history', asked.text, asked.voiceId, number)
    .replace(/-/g, '')
    .slice(0, 20);
  const requestId = world
    .stableId('elevenlabs', 'request', asked.text, number)
    .replace(/-/g, '')
    .slice(0, 20);
  const from = account.spent;
  account.spent += asked.credits;
  world.bill({
    ...{ vendor: 'elevenlabs', operation: 'speak', externalId: id, idempotencyKey: null },
    ...{ units: Array.from(asked.text).length, usd: Number((asked.credits * USD_PER_CREDIT).toFixed(6)) },
  });
  if (asked.isLogged)
    account.history.unshift({
      ...{
        id,
        requestId,
        voiceId: asked.voiceId,
        voiceName: asked.voiceName,
        modelId: asked.modelId,
        text: asked.text,
      },
      ...{
        dateUnix: Math.floor(Date.now() / 1000),
        from,
        to: account.spent,
        contentType: asked.format.contentType,
      },
      ...{ outputFormat: asked.formatName, audioPath },
    });
  return {
    ...{
      'request-id': requestId,
      'history-item-id': id,
      'character-cost': String(asked.credits),
      'x-region': 'sim',
    },
    'x-character-count': String(Array.from(asked.text).length),
  };
}

/** The same sound in pieces, each with the alignment of what it says. */
async function linesOf({ asked, speech, audioPath }: Spoken): Promise<string> {
  const audio = await readFile(audioPath);
  const whole = alignmentOf(asked.text, speech);
  const durationSeconds = speech.durationMs / 1000;
  const lines: string[] = [];
  for (let piece = 0; piece < PIECES; piece += 1) {
    const bytes = audio.subarray(
      Math.floor((audio.length * piece) / PIECES),
      Math.floor((audio.length * (piece + 1)) / PIECES),
    );
    const [from, to] = [
      (durationSeconds * piece) / PIECES,
      piece === PIECES - 1 ? Infinity : (durationSeconds * (piece + 1)) / PIECES,
    ];
    const part = (index: number): boolean => {
      const start = whole.character_start_times_seconds[index] ?? 0;
      return start >= from && start < to;
    };
    const alignment: Alignment = {
      characters: whole.characters.filter((_, index) => part(index)),
      character_start_times_seconds: whole.character_start_times_seconds.filter((_, index) => part(index)),
      character_end_times_seconds: whole.character_end_times_seconds.filter((_, index) => part(index)),
    };
    lines.push(
      JSON.stringify({
        audio_base64: bytes.toString('base64'),
        alignment,
        normalized_alignment: normalizedAlignmentOf(alignment),
      }),
    );
  }
  return `${lines.join('\n')}\n`;
}
