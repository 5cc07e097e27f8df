import type { Channel } from '../entities/channel.js';
import type {
  AvatarChoice,
  BrandChoice,
  FootageChoice,
  Persona,
  StyleGuide,
  VoiceChoice,
} from '../entities/channel-choices.js';
import { microFromDecimal } from '../entities/scalars.js';
import type { Capability, VendorName } from '../entities/vendor.js';
import type * as inputs from './channel-inputs.js';
import type { InputCheck } from './input-check.js';

/** Whether a vendor can do what it is chosen for. */
export type CanDo = (vendor: VendorName, capability: Capability) => boolean;

export const CAPTION_STYLES: readonly string[] = ['clean', 'bold'];
const HANDLE = /^[a-z0-9](-?[a-z0-9])*$/;
const COLOR = /^#[0-9a-fA-F]{6}$/;
const UNIT = { min: 0, max: 1 };

export function checkedHandle(check: InputCheck, handle: string): string {
  const length = handle.length;
  if (length < 2 || length > 60) {
    const code = length === 0 ? 'REQUIRED' : length > 60 ? 'TOO_LONG' : 'OUT_OF_RANGE';
    check.fail(code, 'handle must have 2 to 60 characters.', ['handle']);
    return handle;
  }
  return check.matches(handle, ['handle'], HANDLE, 'of a-z, 0-9 and single hyphens between them');
}

/** Puts on a channel what an input says: absent leaves it, null clears it. Brand assets are looked up by the caller. */
export function applyChoices(
  check: InputCheck,
  channel: Channel,
  input: inputs.ChannelChoicesInput,
  canDo: CanDo,
): void {
  if (input.description !== undefined)
    channel.description = check.optionalText(input.description, ['description'], 2_000);
  if (check.given(input.language, ['language'])) channel.language = input.language;
  if (check.given(input.persona, ['persona']))
    channel.persona = persona(check, channel.persona, input.persona);
  if (check.given(input.styleGuide, ['styleGuide']))
    channel.styleGuide = styleGuide(check, channel.styleGuide, input.styleGuide);
  if (check.given(input.voice, ['voice'])) channel.voice = voice(check, channel.voice, input.voice, canDo);
  if (input.avatar !== undefined) channel.avatar = input.avatar && avatar(check, input.avatar, canDo);
  if (check.given(input.footage, ['footage']))
    channel.footage = footage(check, channel.footage, input.footage, canDo);
  if (check.given(input.brand, ['brand'])) channel.brand = brand(check, channel.brand, input.brand);
  if (check.given(input.formats, ['formats']))
    channel.formats = check.choices(input.formats, ['formats'], { min: 1 });
  if (input.reviewStages !== undefined)
    channel.reviewStages = check.choices(input.reviewStages ?? [], ['reviewStages']);
  if (input.budget !== undefined) applyBudget(check, channel, input.budget);
}

function persona(check: InputCheck, now: Persona, input: inputs.PersonaInput): Persona {
  const { name, background, attitude, values } = input;
  const path = (field: string) => ['persona', field];
  return {
    name: check.text(name, path('name'), { max: 100 }),
    background:
      background === undefined ? now.background : check.optionalText(background, path('background'), 2_000),
    attitude: attitude === undefined ? now.attitude : check.optionalText(attitude, path('attitude'), 500),
    values: values === undefined ? now.values : check.texts(values, path('values')),
  };
}

function styleGuide(check: InputCheck, now: StyleGuide, input: inputs.StyleGuideInput): StyleGuide {
  const needed = (field: 'tone' | 'audience') => {
    const value = input[field];
    const path = ['styleGuide', field];
    return check.given(value, path) ? check.text(value, path, { max: 200 }) : now[field];
  };
  const optional = (field: 'complexity' | 'pacing' | 'humor') =>
    input[field] === undefined ? now[field] : check.optionalText(input[field], ['styleGuide', field], 200);
  const list = (field: 'dos' | 'donts') =>
    input[field] === undefined ? now[field] : check.texts(input[field], ['styleGuide', field]);
  return {
    tone: needed('tone'),
    audience: needed('audience'),
    complexity: optional('complexity'),
    pacing: optional('pacing'),
    humor: optional('humor'),
    dos: list('dos'),
    donts: list('donts'),
  };
}

function voice(
  check: InputCheck,
  now: VoiceChoice,
  input: inputs.VoiceChoiceInput,
  canDo: CanDo,
): VoiceChoice {
  checkVendor(check, input.vendor, 'SPEECH', ['voice', 'vendor'], canDo);
  // what was tuned for one vendor means nothing to another
  const kept =
    now.vendor === input.vendor
      ? now
      : { modelId: null, stability: null, similarityBoost: null, speed: null };
  const number = (field: 'stability' | 'similarityBoost' | 'speed', bounds: { min: number; max: number }) =>
    input[field] === undefined ? kept[field] : check.optionalNumber(input[field], ['voice', field], bounds);
  return {
    vendor: input.vendor,
    voiceId: check.text(input.voiceId, ['voice', 'voiceId'], { max: 200 }),
    modelId: modelId(check, kept.modelId, input.modelId, ['voice', 'modelId']),
    stability: number('stability', UNIT),
    similarityBoost: number('similarityBoost', UNIT),
    speed: number('speed', { min: 0.7, max: 1.2 }),
  };
}

function avatar(check: InputCheck, input: inputs.AvatarChoiceInput, canDo: CanDo): AvatarChoice {
  checkVendor(check, input.vendor, 'AVATAR', ['avatar', 'vendor'], canDo);
  return {
    vendor: input.vendor,
    avatarId: check.text(input.avatarId, ['avatar', 'avatarId'], { max: 200 }),
  };
}

function footage(
  check: InputCheck,
  now: FootageChoice,
  input: inputs.FootageChoiceInput,
  canDo: CanDo,
): FootageChoice {
  checkVendor(check, input.vendor, 'FOOTAGE', ['footage', 'vendor'], canDo);
  const kept = now.vendor === input.vendor ? now.modelId : null;
  const path = ['footage', 'perFormat'];
  return {
    vendor: input.vendor,
    modelId: modelId(check, kept, input.modelId, ['footage', 'modelId']),
    perFormat: check.given(input.perFormat, path) ? input.perFormat : now.perFormat,
  };
}

function brand(check: InputCheck, now: BrandChoice, input: inputs.BrandInput): BrandChoice {
  const color = (field: 'primaryColor' | 'accentColor') => {
    const value = input[field];
    const path = ['brand', field];
    return check.given(value, path)
      ? check.matches(value, path, COLOR, 'a color such as #1A2B3C')
      : now[field];
  };
  const primaryColor = color('primaryColor');
  const accentColor = color('accentColor');
  const stylePath = ['brand', 'captionStyle'];
  const style = input.captionStyle;
  const hasStyle = check.given(style, stylePath);
  if (hasStyle && !CAPTION_STYLES.includes(style))
    check.fail('INVALID', `brand.captionStyle must be one of ${CAPTION_STYLES.join(', ')}.`, stylePath);
  return {
    ...now,
    primaryColor,
    accentColor,
    captionStyle: hasStyle ? style : now.captionStyle,
  };
}

function applyBudget(check: InputCheck, channel: Channel, input: inputs.BudgetInput | null): void {
  const limit = (value: string | null, field: string) => {
    const micro = value === null ? null : microFromDecimal(value);
    if (micro !== null && micro < 0)
      check.fail('OUT_OF_RANGE', `budget.${field} must not be negative.`, ['budget', field]);
    return micro;
  };
  const { perEpisodeUsd, perMonthUsd, enforcement } = input ?? {
    perEpisodeUsd: null,
    perMonthUsd: null,
    enforcement: 'OBSERVE',
  };
  if (perEpisodeUsd !== undefined) channel.perEpisodeMicroUsd = limit(perEpisodeUsd, 'perEpisodeUsd');
  if (perMonthUsd !== undefined) channel.perMonthMicroUsd = limit(perMonthUsd, 'perMonthUsd');
  if (check.given(enforcement, ['budget', 'enforcement'])) channel.budgetEnforcement = enforcement;
}

function modelId(
  check: InputCheck,
  now: string | null,
  given: string | null | undefined,
  path: readonly string[],
): string | null {
  return given === undefined ? now : check.optionalText(given, path, 200);
}

function checkVendor(
  check: InputCheck,
  vendor: VendorName,
  capability: Capability,
  path: readonly string[],
  canDo: CanDo,
): void {
  if (!canDo(vendor, capability))
    check.fail('INVALID', `${vendor} does not have the capability ${capability}.`, path);
}
