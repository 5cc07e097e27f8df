import type { Box } from '../../video/format.js';
import type { FrameSize, StillSource } from '../../video/specs.js';
import { inputFile } from './tools.js';

/** A watermark: seen when looked for, not in the way. */
const OPACITY = 0.85;

/** As large as fits, in its own shape, and never larger than it is. */
export function fittedSize({ width, height }: FrameSize, box: FrameSize): FrameSize {
  const scale = Math.min(1, box.width / width, box.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Filters that follow a chain of pictures and lay a logo over it, at the top left of its box.
 * @param inputIndex how many inputs stand before
 */
export function logoOverlay(
  logo: StillSource,
  box: Box,
  inputIndex: number,
): { inputs: string[]; filters: string } {
  const { width, height } = fittedSize(logo, box);
  const scaled =
    `[${inputIndex}:v:0]scale=${width}:${height}:flags=area,format=rgba,colorchannelmixer=aa=${OPACITY},` +
    'scale=out_color_matrix=bt709:out_range=tv,format=yuva420p[logo]';
  return {
    inputs: inputFile(logo.path),
    filters: `[unmarked];${scaled};[unmarked][logo]overlay=x=${box.x}:y=${box.y}:eof_action=repeat`,
  };
}
