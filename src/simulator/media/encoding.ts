/**
 * Fast H.264 that anybody can decode. A constant quantizer spares the encoder its look ahead, a third of its time;
 * the pictures are simple and soon encoded again, so nothing visible is lost. One thread each: several clips are
 * made side by side, and that way none waits for another.
 */
export const H264: readonly string[] = [
  ...[
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-qp',
    '20',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '60',
    '-threads',
    '1',
  ],
];

/** Filters of one clip share one thread, too. */
export const ONE_FILTER_THREAD: readonly string[] = ['-filter_complex_threads', '1'];

export const KEEP_BT709: readonly string[] = [
  ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
];

/** Arguments for raw pictures at a constant rate from a file or `pipe:0`. */
export function evenInput(
  pixelFormat: string,
  size: string,
  framesPerSecond: number,
  path: string,
): string[] {
  return [
    ...['-f', 'rawvideo', '-pix_fmt', pixelFormat, '-s', size, '-framerate', String(framesPerSecond)],
    ...['-thread_queue_size', '64', '-i', path],
  ];
}
