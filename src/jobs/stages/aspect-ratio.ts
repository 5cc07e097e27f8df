import type { OutputFormat } from '../../entities/channel-choices.js';

/** What vendors call the shape of the main format; the others are cut out of it. */
export function aspectRatioOf(formats: readonly OutputFormat[]): '16:9' | '9:16' | '1:1' {
  const ratios = { LANDSCAPE_1080P: '16:9', PORTRAIT_1080P: '9:16', SQUARE_1080P: '1:1' } as const;
  return ratios[formats[0] ?? 'LANDSCAPE_1080P'];
}
