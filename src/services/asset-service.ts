import { Field, ID, InputType } from 'type-graphql';
import { UPLOAD_PREFIX } from '../entities/asset-upload.js';
import type { Asset } from '../entities/asset.js';
import { ConflictError } from '../errors.js';
import type { AssetStore } from '../integrations/contracts.js';
import { badUserInput } from './cursor.js';
import { findOwned } from './find.js';
import type { Scope } from './scope.js';
import { query, sql } from './sql.js';
import { inTransaction } from './transaction.js';

const SHORTEST_LINK_SECONDS = 60;
const LONGEST_LINK_SECONDS = 86_400;
const SHOWN_INLINE = /^(audio\/|video\/|image\/(png|jpeg|webp|gif|avif)$)/;
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/x-subrip': 'srt',
  'audio/aac': 'aac',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'text/vtt': 'vtt',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
};

@InputType({ description: 'Which asset to delete.' })
export class DeleteAssetInput {
  @Field(() => ID, { description: 'The asset.' })
  id!: string;
}

export class AssetService {
  constructor(private readonly store: Pick<AssetStore, 'signGet'>) {}

  /** A link that works without a key. @throws {GraphQLError} BAD_USER_INPUT outside of 60 to 86400 seconds */
  async link(asset: Asset, expiresInSeconds: number): Promise<string> {
    if (!(expiresInSeconds >= SHORTEST_LINK_SECONDS && expiresInSeconds <= LONGEST_LINK_SECONDS)) {
      throw badUserInput(
        `expiresInSeconds must be from ${SHORTEST_LINK_SECONDS} to ${LONGEST_LINK_SECONDS}; got ${expiresInSeconds}.`,
      );
    }
    const episode = asset.episode ? await asset.episode.load() : null;
    // nobody has looked at it yet: it may be anything
    const isUnknown = asset.storageKey.startsWith(UPLOAD_PREFIX);
    const contentType = isUnknown ? 'application/octet-stream' : asset.contentType;
    return this.store.signGet(asset.globalId, asset.storageKey, {
      expiresInSeconds,
      contentType,
      fileName: fileNameOf(asset, episode?.title ?? null),
      disposition: SHOWN_INLINE.test(contentType) ? 'inline' : 'attachment',
    });
  }

  /** Soft: what reuses its file goes on. @throws {ConflictError} while a run or a channel needs it */
  async delete(scope: Scope, input: DeleteAssetInput): Promise<string> {
    return inTransaction(scope, async (inside) => {
      const asset = await findOwned(inside, 'Asset', input.id, ['id'], 'UPDATE');
      const episode = asset.episode ? await asset.episode.load() : null;
      episode?.assertIdle(['id']);
      const handle = await brandWith(inside, asset);
      if (handle !== null) {
        const message = `Channel ${handle} shows this asset; take it out of its brand first.`;
        throw new ConflictError(message, ['id']);
      }
      asset.deletedAt = new Date();
      return asset.globalId;
    });
  }
}

/** @returns the handle of the channel whose brand has it */
async function brandWith({ em }: Scope, { id, channelId }: Asset): Promise<string | null> {
  const using = sql`select handle from channel where id = ${channelId}
    and ${id} in (brand ->> 'logoAssetId', brand ->> 'introAssetId', brand ->> 'outroAssetId', brand ->> 'musicAssetId')`;
  const [channel] = await query<{ handle: string }>(em, using);
  return channel?.handle ?? null;
}

/** What a person calls it, in any letters and of any length; the store makes a header's value of it. */
function fileNameOf(asset: Asset, title: string | null): string {
  const { kind, format, language, contentType, fileName } = asset;
  const what = kind === 'EPISODE_VIDEO' ? null : kind.toLowerCase().replace('_', ' ');
  const shape = format?.split('_')[0]?.toLowerCase() ?? null;
  const given = fileName?.replace(/\.[^.]*$/, '');
  const parts = given ? [given] : [title, what, shape, language];
  const name = parts.filter((part) => part != null).join(' - ');
  const extension = EXTENSIONS[contentType.split(';')[0]?.trim() ?? ''] ?? 'bin';
  return `${name || 'asset'}.${extension}`;
}
