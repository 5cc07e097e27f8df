import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Reads what `npm run demo -- --json` printed and probes the video it names with ffprobe, sharing nothing with the
 * program that made it; with a title behind it, the names of all files must begin with that. Says each fault in a
 * sentence; exit code 1 when there is one.
 */
const [documentPath, title = ''] = process.argv.slice(2);
const produced = JSON.parse(readFileSync(documentPath, 'utf8'));
const faults = [];
const expect = (truth, sentence) => truth || faults.push(sentence);

for (const video of produced.probe) {
  const probe = JSON.parse(
    execFileSync(
      process.env.FFPROBE_PATH ?? 'ffprobe',
      ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', video.path],
      {
        encoding: 'utf8',
      },
    ),
  );
  const picture = probe.streams.find((stream) => stream.codec_type === 'video');
  const sound = probe.streams.find((stream) => stream.codec_type === 'audio');
  expect(
    picture?.codec_name === 'h264' && picture.profile === 'High',
    `the picture is ${picture?.codec_name} ${picture?.profile}`,
  );
  expect(picture?.pix_fmt === 'yuv420p', `pixels are ${picture?.pix_fmt}`);
  expect(
    picture?.r_frame_rate === '30/1' && picture.avg_frame_rate === '30/1',
    `the rate is ${picture?.avg_frame_rate}`,
  );
  expect(
    picture?.color_space === 'bt709' &&
      picture.color_primaries === 'bt709' &&
      picture.color_transfer === 'bt709',
    'colours are not tagged BT.709',
  );
  expect(
    sound?.codec_name === 'aac' && sound.sample_rate === '48000',
    `the sound is ${sound?.codec_name} at ${sound?.sample_rate} Hz`,
  );
  expect(
    Math.abs(Number(picture?.duration) - Number(sound?.duration)) <= 1 / 30,
    'sound and picture differ in length',
  );
  expect(readFileSync(video.path).subarray(0, 4096).includes('moov'), 'moov does not come first');
  expect(Math.abs(video.integratedLufs + 14) <= 0.5, `loudness is ${video.integratedLufs} LUFS`);
  expect(video.truePeakDbtp <= -1, `true peak is ${video.truePeakDbtp} dBTP`);
  process.stdout.write(
    `${video.path}: ${picture?.width}x${picture?.height}, ${picture?.duration} s, ${video.integratedLufs} LUFS\n`,
  );
}
for (const { path } of produced.files)
  expect(basename(path).startsWith(title), `${path} is not named by the title`);
expect(produced.probe.length > 0, 'no video was made');
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
