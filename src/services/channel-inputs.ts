import { Field, Float, ID, InputType } from 'type-graphql';
import { BudgetEnforcement, OutputFormat } from '../entities/channel-choices.js';
import { Decimal, LanguageTag } from '../entities/scalars.js';
import { Stage } from '../entities/stage.js';
import { VendorName } from '../entities/vendor.js';

@InputType({ description: 'Who speaks. What is absent stays as it is.' })
export class PersonaInput {
  @Field(() => String, { description: 'Name of the presenter, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Where they come from, up to 2,000 characters.' })
  background?: string | null;

  @Field(() => String, { nullable: true, description: 'How they meet the audience, up to 500 characters.' })
  attitude?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'What they stand for: at most 50 of 500 characters.',
  })
  values?: string[] | null;
}

@InputType({ description: 'How texts are written. What is absent stays as it is.' })
export class StyleGuideInput {
  @Field(() => String, { nullable: true, description: 'Such as "warm and curious", up to 200 characters.' })
  tone?: string | null;

  @Field(() => String, { nullable: true, description: 'Who watches, up to 200 characters.' })
  audience?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What they are expected to know, up to 200 characters.',
  })
  complexity?: string | null;

  @Field(() => String, { nullable: true, description: 'How fast it moves, up to 200 characters.' })
  pacing?: string | null;

  @Field(() => String, { nullable: true, description: 'How much humor and which, up to 200 characters.' })
  humor?: string | null;

  @Field(() => [String], { nullable: true, description: 'Rules to follow: at most 50 of 500 characters.' })
  dos?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Things to leave: at most 50 of 500 characters.' })
  donts?: string[] | null;
}

@InputType({ description: 'The voice that speaks. What is absent stays, as long as the vendor does.' })
export class VoiceChoiceInput {
  @Field(() => VendorName, { description: 'Vendor with the capability SPEECH.' })
  vendor!: VendorName;

  @Field(() => String, { description: "The vendor's id of the voice, up to 200 characters." })
  voiceId!: string;

  @Field(() => String, { nullable: true, description: "The vendor's id of the model; null for its default." })
  modelId?: string | null;

  @Field(() => Float, { nullable: true, description: '0 to 1.' })
  stability?: number | null;

  @Field(() => Float, { nullable: true, description: '0 to 1.' })
  similarityBoost?: number | null;

  @Field(() => Float, { nullable: true, description: '0.7 to 1.2.' })
  speed?: number | null;
}

@InputType({ description: 'The presenter that is seen.' })
export class AvatarChoiceInput {
  @Field(() => VendorName, { description: 'Vendor with the capability AVATAR.' })
  vendor!: VendorName;

  @Field(() => String, { description: "The vendor's id of the avatar or look, up to 200 characters." })
  avatarId!: string;
}

@InputType({ description: 'Where footage comes from. What is absent stays, as long as the vendor does.' })
export class FootageChoiceInput {
  @Field(() => VendorName, { description: 'Vendor with the capability FOOTAGE.' })
  vendor!: VendorName;

  @Field(() => String, { nullable: true, description: "The vendor's id of the model; null for its default." })
  modelId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Pay for footage in each format.' })
  perFormat?: boolean | null;
}

@InputType({
  description: 'How videos look. What is absent stays; assets must be BRAND assets of the channel.',
})
export class BrandInput {
  @Field(() => String, { nullable: true, description: '#RRGGBB.' })
  primaryColor?: string | null;

  @Field(() => String, { nullable: true, description: '#RRGGBB.' })
  accentColor?: string | null;

  @Field(() => String, { nullable: true, description: '"clean" or "bold".' })
  captionStyle?: string | null;

  @Field(() => ID, { nullable: true, description: 'Picture that is shown in a corner.' })
  logoAssetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Video before the episode.' })
  introAssetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Video after the episode.' })
  outroAssetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Music under the narration.' })
  musicAssetId?: string | null;
}

@InputType({ description: 'Limits of spending. What is absent stays; null takes a limit away.' })
export class BudgetInput {
  @Field(() => Decimal, { nullable: true, description: 'US dollars for one episode.' })
  perEpisodeUsd?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'US dollars in one calendar month (UTC).' })
  perMonthUsd?: string | null;

  @Field(() => BudgetEnforcement, { nullable: true, description: 'What happens at a limit.' })
  enforcement?: BudgetEnforcement | null;
}

/** What both making and changing a channel may say. */
@InputType()
export abstract class ChannelChoicesInput {
  @Field(() => String, { nullable: true, description: 'What the channel is about, up to 2,000 characters.' })
  description?: string | null;

  @Field(() => LanguageTag, { nullable: true, description: 'Language of new episodes.' })
  language?: string | null;

  @Field(() => PersonaInput, { nullable: true, description: 'Who speaks.' })
  persona?: PersonaInput | null;

  @Field(() => StyleGuideInput, { nullable: true, description: 'How it is written.' })
  styleGuide?: StyleGuideInput | null;

  @Field(() => VoiceChoiceInput, { nullable: true, description: 'The voice that speaks.' })
  voice?: VoiceChoiceInput | null;

  @Field(() => AvatarChoiceInput, { nullable: true, description: 'The presenter; null for voice-over only.' })
  avatar?: AvatarChoiceInput | null;

  @Field(() => FootageChoiceInput, { nullable: true, description: 'Where footage comes from.' })
  footage?: FootageChoiceInput | null;

  @Field(() => BrandInput, { nullable: true, description: 'How videos look.' })
  brand?: BrandInput | null;

  @Field(() => [OutputFormat], {
    nullable: true,
    description: 'Formats of new episodes, the main one first.',
  })
  formats?: OutputFormat[] | null;

  @Field(() => [Stage], { nullable: true, description: 'Stages after which a person decides.' })
  reviewStages?: Stage[] | null;

  @Field(() => BudgetInput, { nullable: true, description: 'Limits of spending; null for none.' })
  budget?: BudgetInput | null;
}

@InputType({ description: 'A new channel. What is absent gets a usable default.' })
export class CreateChannelInput extends ChannelChoicesInput {
  @Field(() => String, { description: '2 to 60 of a-z, 0-9 and single hyphens between them; unique.' })
  handle!: string;

  @Field(() => String, { description: '1 to 100 characters.' })
  name!: string;
}

@InputType({ description: 'Changes to a channel: absent leaves a field as it is, null clears it.' })
export class UpdateChannelInput extends ChannelChoicesInput {
  @Field(() => ID, { description: 'The channel.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '2 to 60 of a-z, 0-9 and single hyphens; unique.' })
  handle?: string | null;

  @Field(() => String, { nullable: true, description: '1 to 100 characters.' })
  name?: string | null;
}

@InputType({ description: 'Which channel to archive.' })
export class ArchiveChannelInput {
  @Field(() => ID, { description: 'The channel.' })
  id!: string;
}

@InputType({ description: 'Which channel to take out of the archive.' })
export class UnarchiveChannelInput {
  @Field(() => ID, { description: 'The channel.' })
  id!: string;
}

@InputType({ description: 'Which channel to delete.' })
export class DeleteChannelInput {
  @Field(() => ID, { description: 'The channel.' })
  id!: string;
}
