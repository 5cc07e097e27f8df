import { ref } from '@mikro-orm/core';
import { Episode } from '../entities/episode.js';
import type { RunChange, RunControl } from '../jobs/run-control.js';
import type { ChannelDefaults } from './channel-service.js';
import type {
  CreateEpisodeInput,
  DeleteEpisodeInput,
  EpisodeChoicesInput,
  UpdateEpisodeInput,
} from './episode-inputs.js';
import { findOwned } from './find.js';
import { oncePerKey } from './idempotency.js';
import { InputCheck } from './input-check.js';
import { rereadStarted, type StartedRun } from './started-run.js';
import type { Scope } from './scope.js';
import { inTransaction, reread } from './transaction.js';

const TOPIC = { min: 3, max: 500 };

export interface CreatedEpisode extends StartedRun {
  readonly episode: Episode;
}

export class EpisodeService {
  constructor(
    private readonly control: Pick<RunControl, 'start'>,
    private readonly defaults: Pick<ChannelDefaults, 'targetSeconds'>,
  ) {}

  /** With `start` the run is made in the same transaction: either both are there or none. */
  async create(scope: Scope, input: CreateEpisodeInput): Promise<CreatedEpisode> {
    let started: RunChange | undefined;
    const answer = await inTransaction(scope, (inside) =>
      oncePerKey(inside, 'createEpisode', input, async () => {
        const episode = await this.make(inside, input);
        await inside.em.flush();
        if (input.start)
          started = await this.control.start(inside.em, episode, { from: null, until: null, force: [] });
        const { id: runId = null, eventCursor = null } = started?.run ?? {};
        return { episodeId: episode.id, runId, eventCursor };
      }),
    );
    started?.announce(); // committed: no listener meets a row that is not there
    const episode = await reread(scope, 'Episode', answer['episodeId'] ?? '');
    return { episode, ...(await rereadStarted(scope, answer)) };
  }

  /** @throws {ConflictError} while a run works from what is written here */
  async update(scope: Scope, input: UpdateEpisodeInput): Promise<Episode> {
    const id = await inTransaction(scope, async (inside) => {
      const episode = await findOwned(inside, 'Episode', input.id, ['id'], 'UPDATE');
      episode.assertIdle(['id']);
      const check = new InputCheck();
      if (check.given(input.topic, ['topic'])) episode.topic = check.text(input.topic, ['topic'], TOPIC);
      applyChoices(check, episode, input);
      check.done();
      return episode.id;
    });
    return reread(scope, 'Episode', id);
  }

  /** Soft: the account of what it spent stays. */
  async delete(scope: Scope, input: DeleteEpisodeInput): Promise<string> {
    return inTransaction(scope, async (inside) => {
      const episode = await findOwned(inside, 'Episode', input.id, ['id'], 'UPDATE');
      episode.assertIdle(['id']);
      episode.deletedAt = new Date();
      return episode.globalId;
    });
  }

  private async make(scope: Scope, input: CreateEpisodeInput): Promise<Episode> {
    const channel = await findOwned(scope, 'Channel', input.channelId, ['channelId'], 'UPDATE');
    channel.assertOpen(['channelId']);
    const check = new InputCheck();
    const episode = new Episode();
    episode.channel = ref(channel);
    episode.topic = check.text(input.topic, ['topic'], TOPIC);
    episode.targetSeconds = this.defaults.targetSeconds;
    episode.formats = [...channel.formats];
    episode.language = channel.language;
    // null is as good as absent: there is nothing yet that could be cleared
    const { title, brief, targetSeconds, formats, language, priority } = input;
    applyChoices(check, episode, {
      ...(title != null && { title }),
      ...(brief != null && { brief }),
      ...(targetSeconds != null && { targetSeconds }),
      ...(formats != null && { formats }),
      ...(language != null && { language }),
      ...(priority != null && { priority }),
    });
    check.done();
    episode.number = channel.nextEpisodeNumber; // the channel's row is locked: no number is given twice
    channel.nextEpisodeNumber += 1;
    scope.em.persist(episode);
    return episode;
  }
}

function applyChoices(check: InputCheck, episode: Episode, input: EpisodeChoicesInput): void {
  if (input.title !== undefined) episode.givenTitle = check.optionalText(input.title, ['title'], 200);
  if (input.brief !== undefined) episode.brief = check.optionalText(input.brief, ['brief'], 5_000);
  if (check.given(input.targetSeconds, ['targetSeconds']))
    episode.targetSeconds = check.number(input.targetSeconds, ['targetSeconds'], { min: 10, max: 1_800 });
  if (check.given(input.formats, ['formats']))
    episode.formats = check.choices(input.formats, ['formats'], { min: 1 });
  if (check.given(input.language, ['language'])) episode.language = input.language;
  if (check.given(input.priority, ['priority']))
    episode.priority = check.number(input.priority, ['priority'], { min: -100, max: 100 });
}
