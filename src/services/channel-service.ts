import type { RunControl } from '../jobs/run-control.js';
import { Channel } from '../entities/channel.js';
import type { AvatarChoice, BrandChoice, FootageChoice, VoiceChoice } from '../entities/channel-choices.js';
import { ConflictError, ForbiddenError } from '../errors.js';
import { brandAssets } from './brand-assets.js';
import type {
  ArchiveChannelInput,
  CreateChannelInput,
  DeleteChannelInput,
  UnarchiveChannelInput,
  UpdateChannelInput,
} from './channel-inputs.js';
import { applyChoices, checkedHandle, type CanDo } from './channel-rules.js';
import { findOwned } from './find.js';
import { InputCheck } from './input-check.js';
import type { Scope } from './scope.js';
import { query, sql } from './sql.js';
import { inTransaction, reread } from './transaction.js';

/** What a new channel gets where nothing is said. */
export interface ChannelDefaults {
  readonly language: string;
  /** Null where a new channel must name its voice. */
  readonly voice: VoiceChoice | null;
  /** Null for voice-over only. */
  readonly avatar: AvatarChoice | null;
  readonly footage: FootageChoice;
  readonly brand: Pick<BrandChoice, 'primaryColor' | 'accentColor' | 'captionStyle'>;
  /** Length of an episode that names none, in seconds. */
  readonly targetSeconds: number;
}

const NO_BRAND_ASSETS = { logoAssetId: null, introAssetId: null, outroAssetId: null, musicAssetId: null };

/** Never stored: a channel without a voice is refused. */
const NO_VOICE: VoiceChoice = {
  vendor: 'ELEVENLABS',
  voiceId: '',
  modelId: null,
  stability: null,
  similarityBoost: null,
  speed: null,
};

export class ChannelService {
  private readonly canDo: CanDo;

  constructor(
    control: Pick<RunControl, 'vendors'>,
    private readonly defaults: ChannelDefaults,
  ) {
    this.canDo = (vendor, capability) =>
      control.vendors.some((each) => each.name === vendor && each.capability === capability);
  }

  /** @throws {InvalidInputsError} naming everything that is wrong */
  async create(scope: Scope, input: CreateChannelInput): Promise<Channel> {
    if (scope.viewer.channelIds !== null) {
      throw new ForbiddenError('This key is limited to channels that exist; use one without a limit.');
    }
    const { brand, ...choices } = withoutNulls(input);
    const id = await inTransaction(scope, async ({ em }) => {
      const check = new InputCheck();
      const channel = new Channel();
      channel.handle = checkedHandle(check, input.handle);
      channel.name = check.text(input.name, ['name'], { max: 100 });
      this.fillIn(channel);
      if (!this.defaults.voice && !choices.voice)
        check.fail('REQUIRED', 'voice must be given: this installation has no default voice.', ['voice']);
      applyChoices(check, channel, { ...choices, ...(brand && { brand }) }, this.canDo);
      if (brand) await brandAssets({ ...scope, em }, check, channel, brand);
      await checkHandleIsFree({ ...scope, em }, check, channel);
      check.done();
      em.persist(channel);
      return channel.id;
    });
    return reread(scope, 'Channel', id);
  }

  async update(scope: Scope, input: UpdateChannelInput): Promise<Channel> {
    const id = await inTransaction(scope, async (inside) => {
      const channel = await findOwned(inside, 'Channel', input.id, ['id'], 'UPDATE');
      const check = new InputCheck();
      if (check.given(input.handle, ['handle'])) {
        const handle = checkedHandle(check, input.handle);
        if (handle !== channel.handle && inside.viewer.channelIds !== null)
          throw new ForbiddenError(HANDLE_IS_SHARED);
        channel.handle = handle;
      }
      if (check.given(input.name, ['name'])) channel.name = check.text(input.name, ['name'], { max: 100 });
      applyChoices(check, channel, input, this.canDo);
      if (input.brand) await brandAssets(inside, check, channel, input.brand);
      await checkHandleIsFree(inside, check, channel);
      check.done();
      return channel.id;
    });
    return reread(scope, 'Channel', id);
  }

  /** Archiving what is archived changes nothing. */
  async archive(scope: Scope, input: ArchiveChannelInput): Promise<Channel> {
    const id = await inTransaction(scope, async (inside) => {
      const channel = await findOwned(inside, 'Channel', input.id, ['id'], 'UPDATE');
      await assertQuiet(inside, channel, 'archive');
      channel.archivedAt ??= new Date();
      return channel.id;
    });
    return reread(scope, 'Channel', id);
  }

  async unarchive(scope: Scope, input: UnarchiveChannelInput): Promise<Channel> {
    const id = await inTransaction(scope, async (inside) => {
      const channel = await findOwned(inside, 'Channel', input.id, ['id'], 'UPDATE');
      channel.archivedAt = null;
      return channel.id;
    });
    return reread(scope, 'Channel', id);
  }

  /** Soft: the account of what it spent stays. @throws {ConflictError} while a run is active */
  async delete(scope: Scope, input: DeleteChannelInput): Promise<string> {
    return inTransaction(scope, async (inside) => {
      const channel = await findOwned(inside, 'Channel', input.id, ['id'], 'UPDATE');
      await assertQuiet(inside, channel, 'delete');
      channel.deletedAt = new Date();
      return channel.globalId;
    });
  }

  private fillIn(channel: Channel): void {
    const { language, voice, avatar, footage, brand } = this.defaults;
    channel.language = language;
    channel.persona = { name: channel.name, background: null, attitude: null, values: [] };
    channel.styleGuide = {
      tone: 'warm and clear',
      audience: 'curious adults',
      complexity: null,
      pacing: null,
      humor: null,
      dos: [],
      donts: [],
    };
    channel.voice = voice ?? NO_VOICE;
    channel.avatar = avatar;
    channel.footage = footage;
    channel.brand = { ...brand, ...NO_BRAND_ASSETS };
  }
}

async function assertQuiet({ em }: Scope, channel: Channel, verb: string): Promise<void> {
  const active = sql`select id from pipeline_run where channel_id = ${channel.id}
    and status not in ('SUCCEEDED', 'FAILED', 'CANCELLED') limit 1`;
  const [run] = await query<{ id: string }>(em, active);
  if (run) {
    throw new ConflictError(
      `Channel ${channel.handle} has a run under way; cancel it or wait for its end, then ${verb} the channel.`,
      ['id'],
      'WRONG_STATE',
      { run: run.id },
    );
  }
}

/** Whoever could try handles would learn of channels that are not theirs to see. */
const HANDLE_IS_SHARED =
  'Your key is limited to channels and cannot change a handle, which all channels share; use one without a limit.';

/** Two at the same moment are told apart by the unique index; this only says it together with everything else. */
async function checkHandleIsFree({ em }: Scope, check: InputCheck, channel: Channel): Promise<void> {
  const taken = sql`select from channel where handle = ${channel.handle.replaceAll('\0', '')}
    and id <> ${channel.id} and deleted_at is null`;
  if ((await query(em, taken)).length > 0)
    check.fail('TAKEN', `Another channel has the handle ${channel.handle}.`, ['handle']);
}

/** When something is made, null is as good as absent, except where it is a choice. */
function withoutNulls({ avatar, ...input }: CreateChannelInput): CreateChannelInput {
  const given = Object.entries(input).filter(([, value]) => value !== null);
  const kept = Object.fromEntries(given) as unknown as CreateChannelInput; // only nullable fields were left out
  return avatar === undefined ? kept : { ...kept, avatar };
}
