import { cardColors } from '../../video/card-colors.js';
import { hexColor } from '../../video/color.js';
import { layoutOf } from '../../video/format.js';
import { avatarMotion, footageMotion, type Motion } from '../../video/motion.js';
import { FRAMES_PER_SECOND, type FrameSize, type PictureSpec } from '../../video/specs.js';
import { pictureEncoder } from './encoder.js';
import { PLATE_MARGIN_PX } from './inset.js';
import { logoOverlay } from './logo.js';
import { inputFile } from './tools.js';

/** A source as ffprobe measured it, which may differ from what was announced. */
export interface MeasuredSource {
  readonly path: string;
  readonly durationMs: number;
  readonly fps: number;
  readonly height: number;
  /** As ffmpeg names it, or undefined when the file does not say. */
  readonly colorSpace: string | undefined;
}

/** The sources of a picture and the files that were drawn for it, by their names in the working folder. */
export interface PictureFiles {
  readonly avatar: MeasuredSource | null;
  readonly footage: MeasuredSource | null;
  /** Null when nothing is written over the picture. */
  readonly textFile: string | null;
  readonly maskFile: string;
  readonly plateFile: string;
}

const END_FADE_FRAMES = 8;

/** Arguments of the one ffmpeg run that makes a picture; `outPath` is last. Pure: the same in, the same out. */
export function picturePlan(
  spec: PictureSpec,
  files: PictureFiles,
  threads: number,
  outPath: string,
): string[] {
  const { inputs, filters } = background(spec, files, threads);
  const inputCount = inputs.filter((each) => each === '-i').length;
  const logo = spec.logo ? logoOverlay(spec.logo, layoutOf(spec.format).logo, inputCount) : null;
  // A source that ends early for any reason must not make the picture shorter than its sound.
  const lasting = '[picture]tpad=stop_mode=clone:stop=-1';
  const overlays = [
    ...(files.textFile === null ? [] : [textFilter(files.textFile)]),
    ...(spec.body.kind === 'END_CARD'
      ? [`fade=t=out:start_frame=${spec.frames - END_FADE_FRAMES}:nb_frames=${END_FADE_FRAMES}`]
      : []),
    'format=yuv420p',
  ];
  return [
    ...['-filter_complex_threads', String(threads)],
    ...inputs,
    ...(logo?.inputs ?? []),
    ...['-filter_complex', `${filters};${lasting}${logo?.filters ?? ''},${overlays.join(',')}[out]`],
    ...['-map', '[out]'],
    ...['-frames:v', String(spec.frames), '-an', '-sn', '-dn'],
    ...pictureEncoder(threads),
    outPath,
  ];
}

/**
 * Draws an ASS file. Its colours are prepared for a filter that paints in BT.601 (`assColor`); newer ones would look at
 * the picture's tag, so the tag says BT.601 while they do.
 */
export function textFilter(fileName: string): string {
  return `setparams=colorspace=smpte170m,ass=filename=${fileName}:fontsdir=fonts,setparams=colorspace=bt709`;
}

function background(
  spec: PictureSpec,
  { avatar, footage, maskFile, plateFile }: PictureFiles,
  threads: number,
): { inputs: string[]; filters: string } {
  const { size, inset } = layoutOf(spec.format);
  const decoded = (source: MeasuredSource): string[] => inputFile(source.path, ['-threads', String(threads)]);
  const speaking = (source: MeasuredSource, label: string, into: string, box: FrameSize): string =>
    moving(
      label,
      into,
      source,
      avatarMotion(source.durationMs, spec.frames - spec.speechStartFrame),
      box,
      spec.speechStartFrame,
    );

  switch (spec.body.kind) {
    case 'TITLE_CARD':
    case 'END_CARD':
      return { inputs: [], filters: cardBackground(spec, size) };
    case 'AVATAR':
      if (!avatar) throw new TypeError('a picture of the presenter needs the presenter');
      return { inputs: decoded(avatar), filters: speaking(avatar, '0:v:0', 'picture', size) };
    case 'FOOTAGE':
      if (!footage) throw new TypeError('a picture of footage needs footage');
      return {
        inputs: decoded(footage),
        filters: moving('0:v:0', 'picture', footage, footageMotion(footage.durationMs, spec.frames), size, 0),
      };
    case 'FOOTAGE_WITH_AVATAR': {
      if (!footage || !avatar) throw new TypeError('a picture with an inset needs footage and presenter');
      const plateAt = `x=${inset.x - PLATE_MARGIN_PX}:y=${inset.y - PLATE_MARGIN_PX}`;
      return {
        inputs: [...decoded(footage), ...decoded(avatar), '-i', plateFile, '-i', maskFile],
        filters: [
          moving('0:v:0', 'behind', footage, footageMotion(footage.durationMs, spec.frames), size, 0),
          speaking(avatar, '1:v:0', 'speaker', inset),
          '[2:v]format=yuva420p[plate]',
          '[3:v]format=gray[mask]',
          '[speaker]tpad=stop_mode=clone:stop=-1[lasting]',
          '[lasting][mask]alphamerge[rounded]',
          `[behind][plate]overlay=${plateAt}:eof_action=repeat[plated]`,
          `[plated][rounded]overlay=x=${inset.x}:y=${inset.y}:eof_action=repeat:shortest=0[picture]`,
        ].join(';'),
      };
    }
  }
}

/** A quarter of the size is enough for a gradient, and sixteen times cheaper. */
function cardBackground(spec: PictureSpec, size: FrameSize): string {
  const [width, height] = [size.width / 4, size.height / 4];
  const colors = cardColors(spec.brand).background.map((color, index) => `c${index}=0x${hexColor(color)}`);
  const gradient = [
    `gradients=s=${width}x${height}:r=${FRAMES_PER_SECOND}:nb_colors=3`,
    ...colors,
    `x0=0:y0=0:x1=${width}:y1=${height}:speed=0.012:type=linear`,
  ].join(':');
  return `${gradient},${fitting(size, 'auto')}[picture]`;
}

/**
 * One source as constant frames of one size: its own pace or slower, then back and forth at its end.
 * The order keeps work small: what is too fast loses frames before it is scaled, what is slow gains them after.
 */
function moving(
  label: string,
  into: string,
  source: MeasuredSource,
  motion: Motion,
  size: FrameSize,
  holdFrames: number,
): string {
  const rate = `fps=${FRAMES_PER_SECOND}`;
  const scaled = fitting(size, matrixOf(source));
  const isFast = source.fps > FRAMES_PER_SECOND * motion.slowdown;
  const paced = [
    `setpts=(PTS-STARTPTS)*${motion.slowdown.toFixed(6)}`,
    ...(isFast ? [rate, scaled] : [scaled, rate]),
    `trim=end_frame=${motion.forwardFrames}`,
  ].join(',');
  const hold = holdFrames > 0 ? `tpad=start_mode=clone:start=${holdFrames},` : '';
  const last = `${hold}setsar=1[${into}]`;
  if (motion.bounceFrames === 0) return `[${label}]${paced},${last}`;

  const tail = `trim=start_frame=${motion.forwardFrames - motion.bounceFrames},setpts=PTS-STARTPTS`;
  const swing = 2 * motion.bounceFrames;
  return [
    `[${label}]${paced},split=3[${into}a][${into}b][${into}c]`,
    `[${into}b]${tail},reverse[${into}back]`,
    `[${into}c]${tail}[${into}forth]`,
    `[${into}a][${into}back][${into}forth]concat=n=3,` +
      `loop=loop=-1:size=${swing}:start=${motion.forwardFrames},setpts=N/${FRAMES_PER_SECOND}/TB,${last}`,
  ].join(';');
}

/**
 * Covers the whole frame, cropped from the middle, whatever the shape of source and pixels; BT.709 limited range.
 * Cropped first: what nobody sees need not be scaled.
 */
export function fitting({ width, height }: FrameSize, fromMatrix: string): string {
  const aspect = `(${width}/${height})`;
  return (
    `crop=w='min(iw,ih*${aspect}/sar)':h='min(ih,iw*sar/${aspect})',` +
    `scale=${width}:${height}:in_color_matrix=${fromMatrix}:out_color_matrix=bt709:out_range=tv:flags=bicubic,` +
    'setsar=1,format=yuv420p'
  );
}

/** What the file says; when silent, what players assume: BT.709 from 720 lines on, BT.601 below. */
function matrixOf({ colorSpace, height }: MeasuredSource): string {
  if (colorSpace === 'bt709') return 'bt709';
  if (colorSpace === 'smpte170m' || colorSpace === 'bt470bg') return 'bt601';
  if (colorSpace?.startsWith('bt2020') === true) return 'bt2020';
  return height >= 720 ? 'bt709' : 'bt601';
}
