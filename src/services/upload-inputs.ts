import { Field, ID, InputType } from 'type-graphql';
import { AssetKind } from '../entities/asset.js';
import { ByteCount } from '../entities/scalars.js';
import type { MediaFamily } from '../integrations/contracts.js';
import type { InputCheck } from './input-check.js';

const MIB = 1024 * 1024;

/**
 * What may be uploaded, by announced type. SVG and HTML are programs that a browser runs, so they are not among them.
 */
const FAMILIES: Readonly<Record<string, MediaFamily>> = {
  'image/png': 'IMAGE',
  'image/jpeg': 'IMAGE',
  'image/webp': 'IMAGE',
  'audio/mpeg': 'SOUND',
  'audio/mp4': 'SOUND',
  'audio/x-m4a': 'SOUND',
  'audio/aac': 'SOUND',
  'audio/wav': 'SOUND',
  'audio/x-wav': 'SOUND',
  'video/mp4': 'VIDEO',
  'video/quicktime': 'VIDEO',
  'video/webm': 'VIDEO',
};

/** A photo fresh from a camera · 15 minutes of uncompressed stereo at 48 kHz, rounded down · a minute of ProRes in 1080p. */
const MOST_BYTES: Record<MediaFamily, number> = { IMAGE: 20 * MIB, SOUND: 100 * MIB, VIDEO: 1024 * MIB };
const LONGEST_NAME = 255;

@InputType({ description: 'A file that is about to be uploaded.' })
export class CreateAssetUploadInput {
  @Field(() => ID, { description: 'The channel it is for.' })
  channelId!: string;

  @Field(() => AssetKind, { description: 'BRAND: everything else is made by stages.' })
  kind!: AssetKind;

  @Field(() => String, {
    description:
      'Its media type: image/png, image/jpeg, image/webp, audio/mpeg, audio/mp4, audio/aac, audio/wav, video/mp4, video/quicktime or video/webm.',
  })
  contentType!: string;

  @Field(() => ByteCount, {
    description: 'Its exact size in bytes: up to 20 MiB for images, 100 MiB for sound, 1 GiB for video.',
  })
  sizeBytes!: number;

  @Field(() => String, { description: 'What you call it, 1 to 255 characters; offered with downloads.' })
  fileName!: string;
}

@InputType({ description: 'Which upload is complete.' })
export class CompleteAssetUploadInput {
  @Field(() => ID, { description: 'The asset that createAssetUpload answered.' })
  assetId!: string;
}

/** @returns null for a type that nobody may upload */
export function familyOf(contentType: string): MediaFamily | null {
  return Object.hasOwn(FAMILIES, contentType) ? (FAMILIES[contentType] ?? null) : null;
}

/** What an input says about a file, checked. @returns the media type in small letters */
export function checkUpload(check: InputCheck, input: CreateAssetUploadInput): string {
  const contentType = input.contentType.trim().toLowerCase();
  if (input.kind !== 'BRAND')
    check.fail('INVALID', `kind must be BRAND: ${input.kind} is made by stages, never uploaded.`, ['kind']);
  const family = familyOf(contentType);
  if (family === null) {
    const taken = Object.keys(FAMILIES).filter((type) => !type.includes('/x-'));
    const given = JSON.stringify(input.contentType.slice(0, 100));
    check.fail('INVALID', `contentType ${given} is not taken; it must be one of ${taken.join(', ')}.`, [
      'contentType',
    ]);
  } else check.number(input.sizeBytes, ['sizeBytes'], { min: 1, max: MOST_BYTES[family] });
  check.literal(input.fileName, ['fileName'], { max: LONGEST_NAME });
  return contentType;
}
