import { Field, ID, InputType, registerEnumType } from 'type-graphql';

export const VendorCallDecision = { ADOPT: 'ADOPT', REFUTE: 'REFUTE', WRITE_OFF: 'WRITE_OFF' } as const;
export type VendorCallDecision = (typeof VendorCallDecision)[keyof typeof VendorCallDecision];

registerEnumType(VendorCallDecision, {
  name: 'VendorCallDecision',
  description: "What a look into the vendor's console says about an uncertain call.",
  valuesConfig: {
    ADOPT: { description: 'The vendor has the job: take it under `externalId`; nothing is paid again.' },
    REFUTE: { description: 'The vendor never took it: send it again.' },
    WRITE_OFF: { description: 'Nobody can tell: count it as spent, and make a new call.' },
  },
});

@InputType({ description: 'What is decided about an uncertain call.' })
export class ResolveVendorCallInput {
  @Field(() => ID, { description: 'The call.' })
  vendorCallId!: string;

  @Field(() => VendorCallDecision, { description: 'What is decided.' })
  decision!: VendorCallDecision;

  @Field(() => String, { nullable: true, description: "The vendor's id of the job; needed to ADOPT." })
  externalId?: string | null;

  @Field(() => String, { nullable: true, description: 'Why, up to 500 characters; shown in the events.' })
  note?: string | null;
}
