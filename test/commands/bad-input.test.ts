import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { aCheckout } from '../scripts/checkout.js';
import { aPlace, type Ended, type Place } from './command-line.js';
import { canMount, mountSmallDisk } from './small-disk.js';

// Each command runs as a process of its own, as a person starts it; no case may need a service to know what is wrong.

jest.setTimeout(120_000);

let place: Place;
beforeEach(async () => {
  place = await aPlace();
});
afterEach(() => place.remove());

/** Sentences on stderr, nothing on stdout, nothing left: neither a file nor a process. */
async function expectRefusal(ended: Ended, code: number, sentences: readonly (string | RegExp)[]) {
  expect(ended).toMatchObject({ code, stdout: '' });
  const lines = ended.stderr.split('\n').filter((line) => line !== '');
  expect(lines).toEqual(sentences.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
  expect(ended.stderr.length).toBeLessThan(1_500);
  expect(await place.files(place.out)).toEqual([]);
  expect(await place.files(place.data)).toEqual([]);
  await place.nobodyLeft();
}

const NOWHERE = {
  DATABASE_URL: 'postgresql://acog:planted-password@127.0.0.1:1/acog',
  REDIS_URL: 'redis://127.0.0.1:1',
};

describe('wrong usage ends with exit code 2 and says what may be', () => {
  test.each<[string, string[], string | RegExp]>([
    ['an unknown command', ['nonsense'], 'There is no command "nonsense"; acog --help lists them.'],
    ['a command 10,000 characters long', ['n'.repeat(10_000)], /^There is no command "n{60}…"/],
    [
      'a name from the prototype',
      ['constructor'],
      'There is no command "constructor"; acog --help lists them.',
    ],
    ['an empty topic', ['demo', '--topic', ''], '--topic must have at least 3 characters.'],
    ['a topic of blanks', ['demo', '--topic', ' \n\t '], '--topic must have at least 3 characters.'],
    [
      'a topic of 10,000 characters',
      ['demo', '--topic', 'x'.repeat(10_000)],
      '--topic must have at most 500 characters; this one has 10000.',
    ],
    [
      'an unknown language',
      ['demo', '--language', 'klingon'],
      /^--language must be one of ar, .*; not "klingon"\.$/,
    ],
    ['no seconds', ['demo', '--seconds', '0'], '--seconds must be a whole number from 10 to 1800, not "0".'],
    [
      'seconds as words',
      ['demo', '--seconds', '1e2'],
      '--seconds must be a whole number from 10 to 1800, not "1e2".',
    ],
    [
      'too many seconds',
      ['demo', '--seconds', '1801'],
      '--seconds must be a whole number from 10 to 1800, not "1801".',
    ],
    [
      'an unknown format',
      ['demo', '--format', 'IMAX'],
      '--format must be one of LANDSCAPE_1080P, PORTRAIT_1080P, SQUARE_1080P; not "IMAX".',
    ],
    ['a format 10,000 characters long', ['demo', '--format', 'F'.repeat(10_000)], /; not "F{60}…"\.$/],
    ['an escape sequence', ['demo', '--format', '\u001b[2J'], /; not "\\u001b\[2J"\.$/],
    ['an option without its value', ['demo', '--topic'], /^Option '--topic <value>' argument missing/],
    ['an unknown option', ['demo', '--fast'], /^Unknown option '--fast'\.$/],
    ['an out folder without a name', ['demo', '--out', ''], '--out must name a folder.'],
    ['a word too many', ['start', 'now'], /^Unexpected argument 'now'/],
    [
      'an unknown stage',
      ['work', '--stages', 'NOPE'],
      /^--stages must be one of PLANNING, .*; not "NOPE"\.$/,
    ],
    [
      'no concurrency',
      ['work', '--concurrency', '0'],
      '--concurrency must be a whole number from 1 to 256, not "0".',
    ],
    [
      'a port that is none',
      ['simulate', '--port', '99999'],
      /^--port must be a whole number from 0 to 65535/,
    ],
    ['an episode about nothing', ['produce'], 'Say what the episode is about: --topic "…".'],
    [
      'a number that looks like an option',
      ['simulate', '--job-seconds', '-1'],
      '--job-seconds needs a value; one that begins with - is written --job-seconds=-….',
    ],
    ['a word too many for keys', ['keys', 'list', 'extra'], 'acog keys list takes no "extra".'],
    ['keys and nothing to do', ['keys'], 'Say acog keys create, list or revoke.'],
  ])('%s', async (_name, args, sentence) => {
    await expectRefusal(await place.acog(args), 2, [sentence]);
  });
});

test('with --json what is wrong is one document on stdout too, and the release is told', async () => {
  const ended = await place.acog(['demo', '--seconds', '0', '--json']);
  expect([ended.code, JSON.parse(ended.stdout)]).toEqual([
    2,
    {
      error: { code: 'USAGE', message: '--seconds must be a whole number from 10 to 1800, not "0".' },
      run: null,
    },
  ]);
  const held = await place.acog(['demo', '--json'], { environment: { ACOG_DATA_DIR: '/proc/acog' } });
  expect([held.code, JSON.parse(held.stdout)]).toMatchObject([1, { error: { code: 'SETUP' }, run: null }]);
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }; // our own file
  expect(await place.acog(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
});

describe('acog doctor looks at all that can be looked at', () => {
  const lines = async (environment: Record<string, string>) => {
    const { code, stdout, stderr } = await place.acog(['doctor'], { environment });
    expect([code, stderr]).toEqual([1, '']);
    return stdout;
  };

  test('while neither service answers', async () => {
    const said = await lines({ ...NOWHERE, REDIS_URL: 'redis://:a-password@127.0.0.1:1' });
    expect(said).toMatch(/FAIL {2}postgres .*DATABASE_URL/);
    expect(said).toMatch(/FAIL {2}redis .*REDIS_URL/);
    expect(said).not.toContain('second wall'); // nobody could look
    expect(said).toMatch(/ok {4}ffmpeg/);
    expect(said).not.toContain('a-password');
  });

  test('while settings are missing or wrong', async () => {
    const said = await lines({ DATABASE_URL: NOWHERE.DATABASE_URL, PORT: 'abc' });
    expect(said).toMatch(/FAIL {2}settings +PORT must be a whole number\./);
    expect(said).toMatch(/FAIL {2}settings +REDIS_URL is not set/);
    expect(said).toMatch(/FAIL {2}postgres .*DATABASE_URL/);
    expect(said).toMatch(/ok {4}ffmpeg/);
    expect(said).not.toMatch(/redis {2}|queue {2}/);
  });

  test('while the data folder cannot be made', async () => {
    const said = await lines({ ...NOWHERE, REDIS_URL: 'redis://127.0.0.1:1', ACOG_DATA_DIR: '/proc/acog' });
    expect(said).toMatch(/FAIL {2}data folder +ACOG_DATA_DIR: no folder can be made at \/proc\/acog/);
    expect(said).not.toContain('programs');
  });
});

describe('a topic that is only unusual is taken', () => {
  test.each([
    ['marks of captions and filters', '{\\an8}%{pts}:\'\\N"; drop table'],
    ['line breaks', 'two\nlines'],
    ['a script from right to left', 'למה לתמנון שלושה לבבות'],
    ['emoji', '🐙 and 👩‍👩‍👧‍👦'],
    ['a path', '../../etc/passwd'],
  ])('%s', async (_name, topic) => {
    await expectRefusal(await place.acog(['--check', 'demo', '--topic', topic]), 0, []);
  });
});

describe('wrong settings end with exit code 1, every one named at once', () => {
  test.each<[string, string[], Record<string, string>, (string | RegExp)[]]>([
    ['a port that is no number', ['start'], { PORT: 'abc' }, ['PORT must be a whole number.']],
    [
      'several',
      ['start'],
      {
        PORT: '70000',
        HOST: '1.2.3',
        ACOG_ORIGINS: 'https://a.example,studio',
        LOG_LEVEL: 'loud',
        ACOG_VENDORS: 'maybe',
        OPENAI_CONCURRENCY: 'many',
        S3_ENDPOINT: 'here',
      },
      [
        'PORT must be 0 to 65535.',
        'HOST must be an address or a host name, such as 127.0.0.1.',
        /^S3_ENDPOINT must be an address/,
        /^ACOG_ORIGINS entry 2 must be an address/,
        'ACOG_VENDORS must be simulated or live.',
        /^LOG_LEVEL must be one of silent, /,
        'S3_ENDPOINT is set; set S3_ACCESS_KEY and S3_SECRET_KEY too.',
        /^OPENAI_CONCURRENCY /,
      ],
    ],
    [
      'a Redis database that is no number',
      ['demo'],
      { REDIS_URL: 'redis://127.0.0.1:1/acog' },
      ['REDIS_URL may end with the number of a database only, such as redis://host:6379/2.'],
    ],
    [
      'a demo of wrong settings',
      ['demo'],
      { ACOG_LEASE_SECONDS: '-1' },
      ['ACOG_LEASE_SECONDS must be a whole number.'],
    ],
    [
      'a server without services',
      ['serve'],
      { PORT: 'abc' },
      ['PORT must be a whole number.', /^DATABASE_URL is not set; /, /^REDIS_URL is not set; /],
    ],
    [
      'a database without a name',
      ['serve'],
      { DATABASE_URL: 'postgresql://', REDIS_URL: 'redis://127.0.0.1:1' },
      ['DATABASE_URL must be an address such as postgresql://user@host:5432/acog.'],
    ],
    [
      'migrations of a database without a name',
      ['migrate'],
      { DATABASE_URL: 'postgres://127.0.0.1:1/' },
      ['DATABASE_URL must be an address such as postgresql://user@host:5432/acog.'],
    ],
    ['a worker without services', ['work'], {}, [/^DATABASE_URL is not set; /, /^REDIS_URL is not set; /]],
    ['migrations without a database', ['migrate'], {}, [/^DATABASE_URL is not set; /]],
    [
      'a live demo without keys',
      ['demo', '--live'],
      {},
      [
        '--live needs OPENAI_API_KEY.',
        '--live needs ELEVENLABS_API_KEY.',
        '--live needs HEYGEN_API_KEY.',
        '--live needs RUNWAY_API_KEY.',
        '--live needs ACOG_DEFAULT_VOICE_ID.',
        '--live needs ACOG_DEFAULT_AVATAR_ID.',
      ],
    ],
    [
      'a key with a blank in it',
      ['start'],
      { OPENAI_API_KEY: 'planted secret key' },
      [/^OPENAI_API_KEY contains a blank/],
    ],
    [
      'a host that is not ours',
      ['start'],
      { HOST: '192.0.2.1' },
      [/^HOST 192\.0\.2\.1 is no address of this machine; /],
    ],
    [
      'a missing ffmpeg',
      ['demo'],
      { FFMPEG_PATH: '/nowhere/ffmpeg' },
      ['acog: FFMPEG_PATH is /nowhere/ffmpeg, which is no program that can be run.'],
    ],
    [
      'a database that nothing answers for',
      ['migrate'],
      NOWHERE,
      [/ECONNREFUSED 127\.0\.0\.1:1: nothing answers there; look at DATABASE_URL/],
    ],
    [
      'a data folder that is a file',
      ['demo'],
      { ACOG_DATA_DIR: '/etc/hostname/acog' },
      [/^acog: Cannot use the data folder .*it is a file, not a folder\.$/],
    ],
    ...['/proc/acog', '/etc/hostname/acog'].map(
      (folder): [string, string[], Record<string, string>, RegExp[]] => [
        `a data folder of a server of many that cannot be made: ${folder}`,
        ['work'],
        { ...NOWHERE, ACOG_DATA_DIR: folder },
        [
          /^ACOG_DATA_DIR: no folder can be made at \/\S+acog: (this file system takes none|a file is in the way)\.$/,
        ],
      ],
    ),
  ])('%s', async (_name, args, environment, sentences) => {
    const ended = await place.acog(args, { environment });
    await expectRefusal(ended, 1, sentences);
    expect(ended.stderr).not.toContain('planted');
  });
});

test('a taken port is named before anything is started', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo; // it listens on TCP
  const ended = await place.acog(['start'], { environment: { PORT: String(port) } });
  other.close();
  await expectRefusal(ended, 1, [
    `Something else listens on 127.0.0.1:${port}; stop it, or set PORT to another port.`,
  ]);
});

test('a broken .env stops the command with the line that is wrong', async () => {
  const checkout = await aCheckout();
  await writeFile(join(checkout, '.env'), 'PORT=4000\nOPENAI_API_KEY planted-key\n');
  const ended = await place.acog(['start'], { launcher: join(checkout, 'scripts/acog.mjs') });
  await rm(checkout, { recursive: true });
  await expectRefusal(ended, 1, ['acog: .env line 2 is not NAME=value.']);
});

describe('an out folder', () => {
  const demo = (out: string, through: readonly string[] = []) =>
    place.acog(['demo', '--out', out, '--seconds', '10'], { through });

  test('that is a file is refused', async () => {
    const file = join(place.folder, 'a-file');
    await writeFile(file, 'mine');
    for (const out of [file, join(file, 'below')]) {
      await expectRefusal(await demo(out), 1, [
        `--out: ${file} is a file, not a folder; choose another one.`,
      ]);
    }
  });

  const onMounts = canMount() ? test : test.skip;

  onMounts('that is read-only is refused', async () => {
    const disk = mountSmallDisk(place.out, 'ro');
    try {
      for (const out of [place.out, join(place.out, 'new/folder')]) {
        await expectRefusal(await demo(out), 1, [
          `--out: ${place.out} cannot be written (EROFS); choose another folder.`,
        ]);
      }
    } finally {
      disk.unmount();
    }
  });

  onMounts('on a disk without room is refused before the work, not after it', async () => {
    const disk = mountSmallDisk(place.out, 'size=2m');
    try {
      await expectRefusal(await demo(place.out), 1, [
        /^--out: the disk of .* is full: 2 MB are free, 5 MB may be needed; free some or choose another folder\.$/,
      ]);
    } finally {
      disk.unmount();
    }
  });

  onMounts('is left empty when the data folder has a full disk', async () => {
    const disk = mountSmallDisk(place.data, 'size=2m,mode=0755');
    try {
      await expectRefusal(await demo(place.out), 1, [/^acog: .*the disk is full/i]);
    } finally {
      disk.unmount();
    }
  });
});
