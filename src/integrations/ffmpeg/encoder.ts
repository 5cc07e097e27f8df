import { FRAMES_PER_SECOND } from '../../video/specs.js';

/** Twice a second a player can jump in; closed, so that pictures can be joined at any of them. */
export const GROUP_FRAMES = FRAMES_PER_SECOND / 2;
/** Ticks a second in every picture and in the joined file: a frame is exactly 1000. */
export const TIMESCALE = FRAMES_PER_SECOND * 1000;

/**
 * The one way pictures are encoded: what stream copy joins must be alike in everything.
 * The ceiling of 40 Mbit/s only matters for noise; everything else stays at constant quality below it.
 */
export function pictureEncoder(threads: number): string[] {
  return [
    ...['-c:v', 'libx264', '-profile:v', 'high', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p'],
    ...['-bf', '2', '-g', String(GROUP_FRAMES), '-keyint_min', String(GROUP_FRAMES), '-sc_threshold', '0'],
    ...['-flags', '+cgop', '-maxrate', '40M', '-bufsize', '40M', '-threads', String(threads)],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-r', String(FRAMES_PER_SECOND), '-video_track_timescale', String(TIMESCALE)],
    // The encoder's settings are in every file's x264 header otherwise, and differ with the thread count.
    ...['-map_metadata', '-1', '-fflags', '+bitexact', '-f', 'mp4'],
  ];
}
