import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { AssetUpload, uploadKey } from '../entities/asset-upload.js';
import { Asset } from '../entities/asset.js';
import { parseGlobalId } from '../entities/global-id.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import type { AssetStore, Renderer, SignedPut, UploadedMedia } from '../integrations/contracts.js';
import { storeFile } from '../jobs/files.js';
import { findOwned, findRows } from './find.js';
import { InputCheck } from './input-check.js';
import type { Scope } from './scope.js';
import { query, sql } from './sql.js';
import { inTransaction, reread } from './transaction.js';
import {
  checkUpload,
  familyOf,
  type CompleteAssetUploadInput,
  type CreateAssetUploadInput,
} from './upload-inputs.js';
import { freshBehindWall } from './wall.js';

/** Long enough for a gigabyte over a slow line. */
const LINK_SECONDS = 3600;
/** Of one channel at the same time: each may take a gigabyte of ours. */
const MOST_OPEN = 20;
/** To fetch, look at and store one file. */
const LONGEST_LOOK_MS = 5 * 60_000;

export interface UploadParts {
  readonly store: AssetStore;
  readonly renderer: Pick<Renderer, 'probeUpload'>;
  /** Files are looked at in here; nothing stays. */
  readonly folder: string;
}

/** Brings people's own files in: announced, uploaded past us to the store, then looked at before anybody sees them. */
export class UploadService {
  constructor(private readonly parts: UploadParts) {}

  /** @returns the asset as it was announced, which nobody finds before it is complete, and where to put its file */
  async create(scope: Scope, input: CreateAssetUploadInput): Promise<{ asset: Asset; link: SignedPut }> {
    const upload = await inTransaction(scope, async (inside) => {
      const channel = await findOwned(inside, 'Channel', input.channelId, ['channelId'], 'SHARE');
      const check = new InputCheck();
      const contentType = checkUpload(check, input);
      check.done();
      if (channel.archivedAt)
        throw new ConflictError(`Channel ${channel.handle} is archived; unarchive it first.`, ['channelId']);
      await assertRoom(inside, channel.id);
      const row = Object.assign(new AssetUpload(), {
        ...{ id: uuidv7(), channelId: channel.id, contentType, fileName: input.fileName },
        ...{ sizeBytes: input.sizeBytes, expiresAt: new Date(Date.now() + LINK_SECONDS * 1000) },
      });
      inside.em.persist(row);
      inside.record?.touch('Asset', row.id);
      return row;
    });
    const asset = assetOf(upload);
    const { contentType, sizeBytes, storageKey } = upload;
    const link = await this.parts.store.signPut(asset.globalId, storageKey, {
      ...{ contentType, sizeBytes, expiresInSeconds: LINK_SECONDS },
    });
    return { asset, link };
  }

  /**
   * Looks at what was uploaded and makes it an asset. Again, or at the same moment, it gives the same asset.
   * @throws {InvalidInputError} when it is not what was announced: it is gone then
   * @throws {ConflictError} when nothing was uploaded yet
   */
  async complete(scope: Scope, input: CompleteAssetUploadInput): Promise<Asset> {
    const upload = await findUpload(scope, input.assetId);
    if (upload instanceof Asset) return upload;
    const { store, folder } = this.parts;
    await mkdir(folder, { recursive: true });
    const scratch = await mkdtemp(join(folder, 'upload-'));
    try {
      await this.take(scope, upload, join(scratch, 'file'));
    } catch (error) {
      if (error instanceof NotFoundError) return await settled(scope, input.assetId); // another call has moved it
      if (!(error instanceof InvalidInputError)) throw error;
      const dropped = sql`delete from asset_upload where id = ${upload.id} returning id`;
      const isOurs = (await query(scope.em, dropped)).length > 0;
      if (!isOurs) return await settled(scope, input.assetId);
      await store.remove(upload.storageKey);
      const message = `${error.message} The upload was removed; create a new one.`;
      throw new InvalidInputError(message, ['assetId'], error.code);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    await store.remove(upload.storageKey).catch((error: unknown) => {
      scope.logger.debug({ error, assetId: upload.id }, 'an upload is removed later');
    });
    return reread(scope, 'Asset', upload.id);
  }

  /** The file stands under its own digest before the row says so; a process that dies in between changes nothing. */
  private async take(scope: Scope, upload: AssetUpload, path: string): Promise<void> {
    const { store, renderer } = this.parts;
    const signal = AbortSignal.timeout(LONGEST_LOOK_MS);
    const found = await store.stat(upload.storageKey);
    if (!found) throw nothingThere(upload);
    checkSize(upload, found.sizeBytes);
    await store.fetch(upload.storageKey, path, signal);
    checkSize(upload, (await stat(path)).size); // put once more in between
    const media = await renderer.probeUpload(path, signal);
    checkFamily(upload, media);
    const { contentType, width, height, durationMs, fps } = media;
    const { storageKey, sha256, sizeBytes } = await storeFile(store, { path, contentType }, signal);
    await inTransaction(scope, async ({ em }) => {
      const mine = sql`delete from asset_upload where id = ${upload.id} returning id`;
      if ((await query(em, mine)).length === 0) return; // another call was quicker
      const facts = { storageKey, sha256, sizeBytes, contentType, width, height, durationMs, fps };
      em.persist(Object.assign(assetOf(upload), facts, { createdAt: new Date() }));
    });
  }
}

async function assertRoom({ em }: Scope, channelId: string): Promise<void> {
  const open = sql`select count(*)::int as open from asset_upload where channel_id = ${channelId} and expires_at > now()`;
  const [row] = await query<{ open: number }>(em, open);
  if ((row?.open ?? 0) >= MOST_OPEN)
    throw new ConflictError(
      `This channel has ${MOST_OPEN} uploads that are not complete; complete them or wait an hour.`,
      ['channelId'],
    );
}

/** The upload, or the asset that it became. @throws {NotFoundError} also for what is not the viewer's */
async function findUpload(scope: Scope, globalId: string): Promise<AssetUpload | Asset> {
  const id = parseGlobalId(globalId);
  if (id?.typeName !== 'Asset') throw new NotFoundError('There is no upload with this id.', ['assetId']);
  const upload = await freshBehindWall(scope).findOne(AssetUpload, { id: id.id });
  if (!upload) return settled(scope, globalId);
  const channel = (await findRows(scope, 'Channel', [upload.channelId])).get(upload.channelId);
  if (!channel) throw new NotFoundError('There is no upload with this id.', ['assetId']);
  if (channel.archivedAt)
    throw new ConflictError(`Channel ${channel.handle} is archived; unarchive it first.`, ['assetId']);
  return upload;
}

/** Asked after the upload was not found: the two change places in one step. */
async function settled(scope: Scope, globalId: string): Promise<Asset> {
  const id = parseGlobalId(globalId)?.id ?? '';
  const asset = (await findRows(scope, 'Asset', [id])).get(id);
  if (asset?.kind !== 'BRAND') throw new NotFoundError('There is no upload with this id.', ['assetId']);
  return asset;
}

/** As it was announced: without a digest, and lying where nothing is shown from. */
function assetOf({ id, channelId, contentType, sizeBytes, fileName, createdAt }: AssetUpload): Asset {
  const facts = { id, channelId, contentType, sizeBytes, fileName, createdAt, kind: 'BRAND', sha256: '' };
  return Object.assign(new Asset(), facts, { storageKey: uploadKey(id) });
}

function nothingThere({ expiresAt }: AssetUpload): ConflictError {
  const what =
    expiresAt.getTime() > Date.now()
      ? 'Nothing was uploaded yet: PUT the file to its uploadUrl first.'
      : 'Nothing was uploaded before the link expired; create a new upload.';
  return new ConflictError(what, ['assetId']);
}

function checkSize({ sizeBytes }: AssetUpload, foundBytes: number): void {
  if (foundBytes !== sizeBytes)
    throw new InvalidInputError(`The file has ${foundBytes} bytes; ${sizeBytes} were announced.`);
}

function checkFamily({ contentType }: AssetUpload, media: UploadedMedia): void {
  if (media.family !== familyOf(contentType))
    throw new InvalidInputError(`The file is ${media.contentType}; ${contentType} was announced.`);
}
