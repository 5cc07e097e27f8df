/** Fast H.264 that anybody can decode; the pictures are simple, so little is lost by the speed. */
export const H264: readonly string[] = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '21', '-pix_fmt', 'yuv420p', '-g', '60'],
  ...['-x264-params', 'deblock=0,0:aq-mode=1'],
];

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
