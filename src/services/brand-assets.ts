import type { Channel } from '../entities/channel.js';
import type { BrandInput } from './channel-inputs.js';
import { findNode } from './find.js';
import type { InputCheck } from './input-check.js';
import type { Scope } from './scope.js';

/** Which field takes what: its media types begin so. */
const FIELDS = [
  ['logoAssetId', 'image'],
  ['introAssetId', 'video'],
  ['outroAssetId', 'video'],
  ['musicAssetId', 'audio'],
] as const;

/** Puts the brand assets of an input on a channel: absent leaves one, null takes it away. */
export async function brandAssets(
  scope: Scope,
  check: InputCheck,
  channel: Channel,
  input: BrandInput,
): Promise<void> {
  for (const [field, family] of FIELDS) {
    const given = input[field];
    if (given === undefined) continue;
    const asset = given === null ? null : await findNode(scope, 'Asset', given, 'SHARE'); // nobody deletes it meanwhile
    if (given !== null && (asset?.kind !== 'BRAND' || asset.channelId !== channel.id)) {
      check.fail('NOT_FOUND', `brand.${field} is not the id of a BRAND asset of this channel.`, [
        'brand',
        field,
      ]);
      continue;
    }
    if (asset && !asset.contentType.startsWith(`${family}/`)) {
      const message = `brand.${field} must be ${family === 'video' ? 'a' : 'an'} ${family} asset; this one is ${asset.contentType}.`;
      check.fail('INVALID', message, ['brand', field]);
      continue;
    }
    channel.brand = { ...channel.brand, [field]: asset?.id ?? null };
  }
}
