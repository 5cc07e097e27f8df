import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { VendorName } from './vendor.js';

export const OutputFormat = {
  LANDSCAPE_1080P: 'LANDSCAPE_1080P',
  PORTRAIT_1080P: 'PORTRAIT_1080P',
  SQUARE_1080P: 'SQUARE_1080P',
} as const;
export type OutputFormat = (typeof OutputFormat)[keyof typeof OutputFormat];

registerEnumType(OutputFormat, {
  name: 'OutputFormat',
  description: 'Shape and size of a finished video.',
  valuesConfig: {
    LANDSCAPE_1080P: { description: '1920 × 1080, 16:9.' },
    PORTRAIT_1080P: { description: '1080 × 1920, 9:16.' },
    SQUARE_1080P: { description: '1080 × 1080, 1:1.' },
  },
});

export const BudgetEnforcement = { OBSERVE: 'OBSERVE', WARN: 'WARN', CAP: 'CAP' } as const;
export type BudgetEnforcement = (typeof BudgetEnforcement)[keyof typeof BudgetEnforcement];

registerEnumType(BudgetEnforcement, {
  name: 'BudgetEnforcement',
  description: 'What happens when a limit would be passed.',
  valuesConfig: {
    OBSERVE: { description: 'Spending is counted, nothing else.' },
    WARN: { description: 'Passing a limit is said in the log of the run.' },
    CAP: { description: 'No paid call is made beyond a limit; the run waits for a person.' },
  },
});

// What a channel chooses is stored as JSON beside it: it is read and written as a whole and never searched.

@ObjectType({ description: 'Who speaks in this channel.' })
export class Persona {
  @Field(() => String, { description: 'Name of the presenter.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Where they come from and what they know.' })
  background!: string | null;

  @Field(() => String, { nullable: true, description: 'How they meet the audience.' })
  attitude!: string | null;

  @Field(() => [String], { description: 'What they stand for.' })
  values!: string[];
}

@ObjectType({ description: 'How texts of this channel are written.' })
export class StyleGuide {
  @Field(() => String, { description: 'Such as "warm and curious".' })
  tone!: string;

  @Field(() => String, { description: 'Who watches.' })
  audience!: string;

  @Field(() => String, { nullable: true, description: 'How much the audience is expected to know.' })
  complexity!: string | null;

  @Field(() => String, { nullable: true, description: 'How fast it moves.' })
  pacing!: string | null;

  @Field(() => String, { nullable: true, description: 'How much of it, and which kind.' })
  humor!: string | null;

  @Field(() => [String], { description: 'Rules to follow.' })
  dos!: string[];

  @Field(() => [String], { description: 'Things to leave.' })
  donts!: string[];
}

@ObjectType({ description: 'The voice that speaks the narration.' })
export class VoiceChoice {
  @Field(() => VendorName, { description: 'Vendor with the capability SPEECH.' })
  vendor!: VendorName;

  @Field(() => String, { description: "The vendor's id of the voice." })
  voiceId!: string;

  @Field(() => String, { nullable: true, description: "The vendor's id of the model; null for its default." })
  modelId!: string | null;

  @Field(() => Float, { nullable: true, description: '0 to 1: how even the voice stays.' })
  stability!: number | null;

  @Field(() => Float, { nullable: true, description: '0 to 1: how close it keeps to the original voice.' })
  similarityBoost!: number | null;

  @Field(() => Float, { nullable: true, description: '0.7 to 1.2; 1 is the pace of the voice itself.' })
  speed!: number | null;
}

@ObjectType({ description: 'The presenter that is seen.' })
export class AvatarChoice {
  @Field(() => VendorName, { description: 'Vendor with the capability AVATAR.' })
  vendor!: VendorName;

  @Field(() => String, { description: "The vendor's id of the avatar or look." })
  avatarId!: string;
}

@ObjectType({
  description: 'Where footage comes from. It is made once per scene, in the first format, and reframed.',
})
export class FootageChoice {
  @Field(() => VendorName, { description: 'Vendor with the capability FOOTAGE.' })
  vendor!: VendorName;

  @Field(() => String, { nullable: true, description: "The vendor's id of the model; null for its default." })
  modelId!: string | null;

  @Field(() => Boolean, { description: 'Make and pay for footage in each format instead of reframing it.' })
  perFormat!: boolean;
}

/** How videos of a channel look. The graph shows the assets themselves; rows keep their ids. */
export interface BrandChoice {
  primaryColor: string;
  accentColor: string;
  captionStyle: string;
  logoAssetId: string | null;
  introAssetId: string | null;
  outroAssetId: string | null;
  musicAssetId: string | null;
}
