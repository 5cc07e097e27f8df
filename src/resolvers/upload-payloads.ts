import { Field, ObjectType } from 'type-graphql';
import { Asset } from '../entities/asset.js';
import { DateTime } from '../entities/date-time.js';
import { UrlScalar } from '../entities/scalars.js';
import { Payload } from './payload.js';

@ObjectType({ description: 'A header that the upload must be sent with.' })
export class UploadHeader {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Its value.' })
  value!: string;
}

@ObjectType({ description: 'What came of createAssetUpload.' })
export class CreateAssetUploadPayload extends Payload {
  @Field(() => Asset, {
    nullable: true,
    description:
      'The asset as it was announced: nobody finds it, and its sha256 is empty, before completeAssetUpload; null when nothing was done.',
  })
  asset!: Asset | null;

  @Field(() => UrlScalar, { nullable: true, description: 'Where to PUT the file; it works without a key.' })
  uploadUrl!: string | null;

  @Field(() => [UploadHeader], { nullable: true, description: 'What to send with the file.' })
  uploadHeaders!: readonly UploadHeader[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when the link takes the file.' })
  expiresAt!: Date | null;
}

@ObjectType({ description: 'What came of completeAssetUpload.' })
export class CompleteAssetUploadPayload extends Payload {
  @Field(() => Asset, { nullable: true, description: 'The asset as measured; null when nothing was done.' })
  asset!: Asset | null;
}
