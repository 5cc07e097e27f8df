import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

/** Who is heard, and whether they are seen. */
export const Speaker = { AVATAR: 'AVATAR', VOICEOVER: 'VOICEOVER' } as const;
export type Speaker = (typeof Speaker)[keyof typeof Speaker];

registerEnumType(Speaker, {
  name: 'Speaker',
  description: 'Who is heard in a scene, and whether they are seen.',
  valuesConfig: {
    AVATAR: { description: 'The presenter is seen speaking.' },
    VOICEOVER: { description: 'The voice is heard over footage.' },
  },
});

// Plan, script and metadata are documents: stored as JSON, written as a whole by their stage.

@ObjectType({ description: 'One part of the plan.' })
export class PlanSection {
  @Field(() => String, { description: 'What the part is called.' })
  title!: string;

  @Field(() => [String], { description: 'What it says.' })
  keyPoints!: string[];

  @Field(() => [String], { description: 'What could be seen meanwhile.' })
  brollSuggestions!: string[];
}

@ObjectType({ description: 'What the episode says, in which order.' })
export class Plan {
  @Field(() => String, { description: 'The first thing said.' })
  hook!: string;

  @Field(() => [PlanSection], { description: 'The parts, in order.' })
  sections!: PlanSection[];

  @Field(() => String, { description: 'What the audience is asked to do at the end.' })
  callToAction!: string;
}

@ObjectType({ description: 'One scene: who speaks, which words, which pictures.' })
export class Scene {
  @Field(() => ID, { description: 'Stays the same while the script is edited.' })
  id!: string;

  @Field(() => Int, { description: 'Place in the script, from 1.' })
  number!: number;

  @Field(() => Speaker, { description: 'Who is heard and seen.' })
  speaker!: Speaker;

  @Field(() => String, { description: 'The words that are spoken.' })
  narration!: string;

  @Field(() => String, { nullable: true, description: 'Text of the lower third.' })
  onScreenText!: string | null;

  @Field(() => String, { nullable: true, description: 'What the footage shows; null for none.' })
  brollPrompt!: string | null;

  @Field(() => String, { nullable: true, description: 'How it is said.' })
  tone!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Start in the finished video, in ms; null until composed.',
  })
  startMs!: number | null;

  @Field(() => Int, { nullable: true, description: 'End in the finished video, in ms; null until composed.' })
  endMs!: number | null;
}

@ObjectType({ description: 'Every scene of the episode.' })
export class Script {
  @Field(() => Int, { description: 'Grows by one with each change, by the pipeline or by a person.' })
  version!: number;

  @Field(() => [Scene], { description: 'The scenes in play order.' })
  scenes!: Scene[];

  @Field(() => Int, { description: 'Words of all narrations.' })
  wordCount!: number;
}

@ObjectType({ description: 'A mark in the finished video.' })
export class Chapter {
  @Field(() => String, { description: 'What the chapter is called.' })
  title!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'From measured speech, in ms; null until the voice stage is done.',
  })
  startMs!: number | null;
}

@ObjectType({ description: 'What is published beside the video.' })
export class EpisodeMetadata {
  @Field(() => String, { description: 'At most 100 characters.' })
  title!: string;

  @Field(() => [String], { description: 'Other titles to choose from.' })
  titleOptions!: string[];

  @Field(() => String, { description: 'At most 5,000 characters.' })
  description!: string;

  @Field(() => [String], { description: 'Search words.' })
  tags!: string[];

  @Field(() => [String], { description: 'With the leading #.' })
  hashtags!: string[];

  @Field(() => [Chapter], { description: 'None under 30 seconds.' })
  chapters!: Chapter[];

  @Field(() => String, { description: 'A few words for the thumbnail.' })
  thumbnailText!: string;
}
