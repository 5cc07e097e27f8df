import type { EntityManager } from '@mikro-orm/postgresql';
import { Asset } from '../entities/asset.js';
import type { BrandChoice } from '../entities/channel-choices.js';
import type { StoredFile } from './stage-outputs.js';

/** A file that a channel's brand shows or plays. */
export interface BrandFile extends StoredFile {
  /** Pixels; 0 for sound. */
  readonly width: number;
  readonly height: number;
  /** 0 for images. */
  readonly durationMs: number;
}

/** What people uploaded for a channel, by its place in the brand; null where there is nothing. */
export interface BrandFiles {
  readonly logo: BrandFile | null;
  readonly intro: BrandFile | null;
  readonly outro: BrandFile | null;
  readonly music: BrandFile | null;
}

/** Reads what the brand names. An asset that is gone is as none. */
export async function readBrandFiles(em: EntityManager, brand: BrandChoice): Promise<BrandFiles> {
  const { logoAssetId, introAssetId, outroAssetId, musicAssetId } = brand;
  const ids = [logoAssetId, introAssetId, outroAssetId, musicAssetId].filter((id) => id !== null);
  const assets = ids.length > 0 ? await em.find(Asset, { id: { $in: ids }, deletedAt: null }) : [];
  const fileOf = (id: string | null): BrandFile | null => {
    const asset = assets.find((one) => one.id === id);
    if (!asset) return null;
    const { storageKey, contentType, sha256, width, height, durationMs } = asset;
    return {
      ...{ storageKey, contentType, sha256 },
      ...{ width: width ?? 0, height: height ?? 0, durationMs: durationMs ?? 0 },
    };
  };
  return {
    logo: fileOf(logoAssetId),
    intro: fileOf(introAssetId),
    outro: fileOf(outroAssetId),
    music: fileOf(musicAssetId),
  };
}

/**
 * The brand as far as something is made from it: colours and style, and of its files the content in place of the asset,
 * so that a file which is not in `used` may change without anything being made anew.
 */
export function brandInputs(
  brand: BrandChoice,
  files: BrandFiles,
  used: readonly (keyof BrandFiles)[],
): BrandChoice {
  const content = (name: keyof BrandFiles): string | null =>
    used.includes(name) ? (files[name]?.sha256 ?? null) : null;
  return {
    ...brand,
    logoAssetId: content('logo'),
    introAssetId: content('intro'),
    outroAssetId: content('outro'),
    musicAssetId: content('music'),
  };
}
