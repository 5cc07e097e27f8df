import { Field, ObjectType } from 'type-graphql';
import { PipelineRun } from '../entities/run.js';
import { VendorCall } from '../entities/vendor-call.js';
import { Payload } from './payload.js';

@ObjectType({ description: 'What came of resolveVendorCall.' })
export class ResolveVendorCallPayload extends Payload {
  @Field(() => VendorCall, {
    nullable: true,
    description: 'The call as it is now; null when nothing was done.',
  })
  vendorCall!: VendorCall | null;

  @Field(() => PipelineRun, { nullable: true, description: 'Its run; null when nothing was done.' })
  run!: PipelineRun | null;
}
