import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { payload } from '../services/payload.js';
import { CompleteAssetUploadInput, CreateAssetUploadInput } from '../services/upload-inputs.js';
import type { UploadService } from '../services/upload-service.js';
import { Context } from './context.js';
import { CompleteAssetUploadPayload, CreateAssetUploadPayload } from './upload-payloads.js';

const NOTHING = { asset: null, uploadUrl: null, uploadHeaders: null, expiresAt: null };

@Resolver()
export class UploadResolver {
  constructor(private readonly uploads: UploadService) {}

  @Mutation(() => CreateAssetUploadPayload, {
    description: 'Gives a link to PUT a logo, intro, outro or music to. Then call completeAssetUpload.',
  })
  createAssetUpload(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateAssetUploadInput, { description: 'Which file.' }) input: CreateAssetUploadInput,
  ): Promise<CreateAssetUploadPayload> {
    return payload<CreateAssetUploadPayload>(NOTHING, async () => {
      const { asset, link } = await this.uploads.create(scope, input);
      return { asset, uploadUrl: link.url, uploadHeaders: link.headers, expiresAt: link.expiresAt };
    });
  }

  @Mutation(() => CompleteAssetUploadPayload, {
    description:
      'Probes what was really uploaded: type, size, sha256. WRONG_STATE before anything was; what is not as announced is removed.',
  })
  completeAssetUpload(
    @Ctx() { scope }: Context,
    @Arg('input', () => CompleteAssetUploadInput, { description: 'Which upload.' })
    input: CompleteAssetUploadInput,
  ): Promise<CompleteAssetUploadPayload> {
    return payload<CompleteAssetUploadPayload>({ asset: null }, async () => ({
      asset: await this.uploads.complete(scope, input),
    }));
  }
}
