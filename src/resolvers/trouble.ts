import { Field, ObjectType } from 'type-graphql';
import { AttentionReason } from '../entities/stage.js';
import { VendorName } from '../entities/vendor.js';

@ObjectType({ description: 'Why a person is needed before the run goes on.' })
export class Attention {
  @Field(() => AttentionReason, { description: 'The kind of reason.' })
  reason!: AttentionReason;

  @Field(() => String, { description: 'What happened and what to do.' })
  message!: string;
}

@ObjectType({ description: 'Why something failed.' })
export class StageError {
  @Field(() => String, { description: 'A stable code.' })
  code!: string;

  @Field(() => String, { description: 'What happened, in words.' })
  message!: string;

  @Field(() => Boolean, {
    description: 'Whether the same can succeed later without anyone changing anything.',
  })
  retryable!: boolean;

  @Field(() => VendorName, { nullable: true, description: 'The vendor it came from.' })
  vendor!: VendorName | null;

  @Field(() => String, { nullable: true, description: "The vendor's id of the request, for its support." })
  requestId!: string | null;
}
