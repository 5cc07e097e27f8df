import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildApp } from '../app.js';
import { createAcogClient, type AcogClient } from '../client/acog-client.js';
import { environment, randomSecret } from '../config.js';
import { ConfigError } from '../errors.js';
import { createLogger } from '../logger.js';
import { measureLoudness, type MeasuredLoudness } from '../integrations/ffmpeg/measure.js';
import { startSimulator } from '../simulator/server.js';
import { readOptions, type Command } from './command.js';
import { EPISODE_HELP, EPISODE_OPTIONS, readEpisodeRequest, type EpisodeRequest } from './episode-request.js';
import { DEMO_CHANNEL, refuseForeignRuns } from './foreign-runs.js';
import { CreateChannelDocument } from './generated/operations.js';
import {
  produceEpisode,
  refuseUserErrors,
  type ProducedEpisode,
  type ProducedFile,
} from './produce-episode.js';
import { checkOutFolder } from './out-folder.js';
import { createProgressBoard, oneLine } from './progress-board.js';
import { checkSettings, readSettings } from './settings.js';
import { programsOf, simulatedEnvironment } from './simulated-vendors.js';
import { vendorsWithoutKey } from './vendor-mode.js';

const TOPIC = 'Why octopuses have three hearts';
/** The simulator need not take the time a vendor takes; believable steps are enough. */
const JOB_SECONDS = 3;
/** A demo is reached by nobody else, whatever the environment says. */
const OWN_SETTINGS = { PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: '', ACOG_ADMIN_KEY: '' };
/** What the demo's channel works with. */
const LIVE_VENDORS: ReadonlySet<string> = new Set(['OPENAI', 'ELEVENLABS', 'HEYGEN', 'RUNWAY']);

export const demo: Command = {
  summary: 'one episode from nothing to a finished video, against simulated vendors',
  help: `npm run demo -- [options]: sets up what is missing, makes one episode with live progress, prints where the video lies, stops all.

${EPISODE_HELP}  --live            real vendors with the keys in the environment: this costs money

Without --live no money is ever spent. --out is ./demo-output unless said.
`,
  async check(args) {
    await readAssignment(args);
  },
  async run(args) {
    const assignment = await readAssignment(args);
    const produced = await produce(assignment);
    if (assignment.json)
      process.stdout.write(`${JSON.stringify(asDocument(produced, assignment.live), null, 2)}\n`);
    else process.stdout.write(summary(produced, assignment.live));
    return 0;
  },
};

/** What `--json` prints: the files, what they are, what they cost, and the run that made them. */
function asDocument(
  { episodeId, runId, title, status, costUsd, files, stages, videos }: Produced,
  live: boolean,
) {
  return {
    title,
    files,
    probe: videos.map(({ kind: _kind, ...facts }) => facts),
    cost: { usd: costUsd, simulated: !live },
    run: { id: runId, episodeId, status, stages },
  };
}

interface Assignment {
  readonly request: EpisodeRequest;
  readonly outFolder: string;
  readonly live: boolean;
  readonly json: boolean;
}

/** @throws {UsageError | ConfigError} before anything is made */
async function readAssignment(args: readonly string[]): Promise<Assignment> {
  const { values } = readOptions(args, { ...EPISODE_OPTIONS, live: { type: 'boolean', default: false } });
  const { live, json } = values;
  const request = readEpisodeRequest({ ...values, topic: values.topic ?? TOPIC });
  const given = environment();
  const missing = live ? missingForLive(given) : [];
  if (missing.length > 0) throw new ConfigError(missing.map((name) => `--live needs ${name}.`));
  if (live && given['ACOG_VENDORS'] === 'simulated')
    throw new ConfigError(['--live costs money, and ACOG_VENDORS is simulated; leave out one of them.']);
  checkSettings({ ...given, ...OWN_SETTINGS });
  const outFolder = await checkOutFolder(
    values.out ?? 'demo-output',
    request.targetSeconds * request.formats.length,
  );
  return { request, outFolder, live, json };
}

/** Voices and presenters belong to an account, so there is none to fall back to. */
function missingForLive(given: Readonly<Record<string, string | undefined>>): string[] {
  const keys = vendorsWithoutKey(given).filter((name) => LIVE_VENDORS.has(name));
  const choices = ['ACOG_DEFAULT_VOICE_ID', 'ACOG_DEFAULT_AVATAR_ID'].filter((name) => !given[name]);
  return [...keys.map((name) => `${name}_API_KEY`), ...choices];
}

type MeasuredVideo = ProducedFile & MeasuredLoudness;
type Produced = ProducedEpisode & { readonly videos: readonly MeasuredVideo[] };

async function produce({ request, outFolder, live, json }: Assignment): Promise<Produced> {
  const given = environment();
  const folder = await mkdtemp(join(given['ACOG_DATA_DIR'] ?? tmpdir(), 'demo-'));
  const simulator = live
    ? null
    : await startSimulator({
        port: 0,
        folder,
        programs: programsOf(given),
        speed: { jobSeconds: JOB_SECONDS },
      });
  try {
    const adminKey = `demo-${randomSecret()}`;
    const config = readSettings({
      ...given,
      ...(simulator ? simulatedEnvironment(simulator.baseUrls) : {}),
      ...OWN_SETTINGS,
      ACOG_ADMIN_KEY: adminKey,
    });
    const app = await buildApp(
      config,
      createLogger(given['LOG_LEVEL'] ? config.logLevel : 'fatal'),
      new Set(simulator ? vendorsWithoutKey({}) : []),
    );
    try {
      if (simulator) await refuseForeignRuns(app.orm);
      await app.migrate();
      await app.ensureAdminKey();
      const { url } = await app.serve();
      app.work({ concurrency: config.concurrency });
      const client = createAcogClient({ url, key: adminKey });
      try {
        const channelId = await createDemoChannel(client);
        const board = createProgressBoard(json ? process.stderr : process.stdout);
        const produced = await produceEpisode(client, channelId, request, { board, outFolder });
        const videos: MeasuredVideo[] = [];
        for (const file of produced.files) {
          if (file.kind !== 'EPISODE_VIDEO') continue;
          videos.push({
            ...file,
            ...(await measureLoudness(config.ffmpegPath, file.path, AbortSignal.timeout(600_000))),
          });
        }
        return { ...produced, videos };
      } finally {
        await client.close();
      }
    } finally {
      await app.close();
    }
  } finally {
    await simulator?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function createDemoChannel(client: AcogClient): Promise<string> {
  const { createChannel } = await client.request(CreateChannelDocument, {
    input: {
      handle: `${DEMO_CHANNEL.handlePrefix}${Date.now().toString(36)}`,
      name: DEMO_CHANNEL.name,
      description: 'One question, answered while you drink your coffee.',
      persona: {
        name: 'Anna',
        background: 'a science journalist',
        attitude: 'curious and warm',
        values: ['clarity', 'honesty'],
      },
      styleGuide: { tone: 'warm and clear', audience: 'curious adults' },
    },
  });
  refuseUserErrors(createChannel);
  return createChannel.channel?.id ?? '';
}

function summary({ title, videos, files, costUsd }: Produced, live: boolean): string {
  const lines = ['', `"${oneLine(title)}" is ready:`];
  for (const video of videos) {
    const { path, durationMs, sizeBytes, width, height, integratedLufs } = video;
    lines.push(
      `  ${relative(process.cwd(), path)}`,
      `    ${((durationMs ?? 0) / 1000).toFixed(1)} s, ${width}×${height}, ${(sizeBytes / 1e6).toFixed(1)} MB, ${integratedLufs.toFixed(1)} LUFS`,
    );
  }
  for (const file of files)
    if (file.kind !== 'EPISODE_VIDEO') lines.push(`  ${relative(process.cwd(), file.path)}`);
  lines.push(`  cost: $${costUsd}${live ? '' : ' (simulated vendors: nothing was paid)'}`, '');
  return lines.join('\n');
}
