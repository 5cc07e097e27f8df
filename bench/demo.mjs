import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm run bench -- demo [--seconds N] [--topic T]`: runs the demo as a stranger would, then measures the file it made
 * with nothing but ffmpeg and ffprobe. Prints one line for each figure. With everything installed before.
 */
const args = process.argv.slice(2);
const given = (name, fallback) => (args.includes(name) ? args[args.indexOf(name) + 1] : fallback);
const seconds = Number(given('--seconds', '45'));
const topic = given('--topic', 'Why octopuses have three hearts');
const out = mkdtempSync(join(tmpdir(), 'acog-bench-'));

try {
  console.log(`machine: ${availableParallelism()} cores, load before ${loadavg()[0].toFixed(1)}`);
  const from = performance.now();
  const run = spawnSync(
    'npm',
    ['run', '--silent', 'demo', '--', '--seconds', String(seconds), '--topic', topic, '--json', '--out', out],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const took = (performance.now() - from) / 1000;
  if (run.status !== 0) throw new Error(`the demo ended with exit code ${run.status}`);
  const produced = JSON.parse(run.stdout);
  const [video] = produced.probe;
  const srt = produced.files.find((file) => file.path.endsWith('.srt'));
  console.log(
    `command to finished file and end: ${took.toFixed(1)} s for ${seconds} s asked (${(took / seconds).toFixed(2)} s a second)`,
  );
  const probe = JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', video.path], {
      encoding: 'utf8',
    }),
  );
  const picture = probe.streams.find((stream) => stream.codec_type === 'video');
  const sound = probe.streams.find((stream) => stream.codec_type === 'audio');
  console.log(
    `length: ${picture.duration} s (${((Number(picture.duration) / seconds - 1) * 100).toFixed(1)} % from what was asked)`,
  );
  console.log(
    `picture: ${picture.codec_name} ${picture.profile} ${picture.width}x${picture.height} ${picture.avg_frame_rate} ${picture.color_space}; sound ends ${((Number(sound.duration) - Number(picture.duration)) * 1000).toFixed(0)} ms after it`,
  );
  console.log(`loudness: ${video.integratedLufs} LUFS, true peak ${video.truePeakDbtp} dBTP`);
  sayOrder(video.path);
  sayStills(video.path);
  sayCaptionErrors(video.path, readFileSync(srt.path, 'utf8'));
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** Whether a player can begin before it has all of it. */
function sayOrder(path) {
  const bytes = readFileSync(path);
  const [moov, mdat] = [bytes.indexOf('moov'), bytes.indexOf('mdat')];
  console.log(`file: moov ${moov > 0 && moov < mdat ? 'before' : 'BEHIND'} mdat`);
}

/** Where the picture is black for half a second, or stands still for two, as ffmpeg sees it in every frame. */
function sayStills(path) {
  const look = 'blackdetect=d=0.5:pix_th=0.10,freezedetect=n=-60dB:d=2';
  const args = ['-hide_banner', '-nostats', '-i', path, '-an', '-vf', look, '-f', 'null', '-'];
  const { stderr } = spawnSync('ffmpeg', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const found = (pattern) => [...stderr.matchAll(pattern)].map(([, at]) => `${Number(at).toFixed(1)} s`);
  const black = found(/black_start:([\d.]+)/g);
  const still = found(/freeze_start: ([\d.]+)/g);
  console.log(
    `black over 0.5 s: ${black.join(', ') || 'none'}; still over 2 s: ${still.join(', ') || 'none'}`,
  );
}

/** Where the sound really begins, for each caption that follows a pause: energy in steps of 5 ms, nothing of ours. */
function sayCaptionErrors(path, srt) {
  const STEP = 0.005;
  const pcm = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-vn', '-ac', '1', '-ar', '16000', '-f', 's16le', '-'],
    { maxBuffer: 1 << 30 },
  );
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1);
  const width = 16000 * STEP;
  const levels = Array.from({ length: Math.floor(samples.length / width) }, (_none, index) => {
    let sum = 0;
    for (let at = index * width; at < (index + 1) * width; at += 1) sum += samples[at] ** 2;
    return Math.sqrt(sum / width);
  });
  const threshold = [...levels].sort((a, b) => a - b)[Math.floor(levels.length * 0.9)] * 0.06;
  const cues = [...srt.matchAll(/(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})/g)].map(
    (match) => {
      const [h1, m1, s1, ms1, h2, m2, s2, ms2] = match.slice(1).map(Number);
      return { start: h1 * 3600 + m1 * 60 + s1 + ms1 / 1000, end: h2 * 3600 + m2 * 60 + s2 + ms2 / 1000 };
    },
  );
  const errors = [];
  let filled = 0;
  for (const { start, end } of cues) {
    const inside = levels.slice(Math.round(start / STEP), Math.round(end / STEP));
    if (inside.filter((level) => level > threshold).length > inside.length * 0.4) filled += 1;
    const onset = onsetNear(levels, Math.round(start / STEP), threshold);
    if (onset !== null) errors.push(Math.abs(onset * STEP - start) * 1000);
  }
  errors.sort((a, b) => a - b);
  const median = errors[Math.floor(errors.length / 2)];
  console.log(
    `captions: ${filled} of ${cues.length} filled with speech; onsets after a pause: ${errors.length}, median error ${median?.toFixed(0)} ms, largest ${errors.at(-1)?.toFixed(0)} ms`,
  );
}

/** The nearest rise out of at least 60 ms of quiet, within 400 ms. */
function onsetNear(levels, at, threshold) {
  const QUIET_STEPS = 12;
  let best = null;
  for (let index = Math.max(at - 80, QUIET_STEPS); index < at + 80; index += 1) {
    const quiet = levels.slice(index - QUIET_STEPS, index).every((level) => level <= threshold);
    if (quiet && levels[index] > threshold && (best === null || Math.abs(index - at) < Math.abs(best - at)))
      best = index;
  }
  return best;
}
