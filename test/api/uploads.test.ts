import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AssetUpload } from '../../src/entities/asset-upload.js';
import { Asset } from '../../src/entities/asset.js';
import { parseGlobalId } from '../../src/entities/global-id.js';
import { ask } from '../support/client.js';
import {
  CompleteAssetUploadDocument,
  CreateAssetUploadDocument,
  CreateChannelDocument,
  DeleteUploadedAssetDocument,
  SetBrandDocument,
  UploadedAssetByIdDocument,
  UploadedAssetsDocument,
} from '../support/generated/operations.js';
import { ffmpeg } from '../support/media.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let editor: string;
let channelId: string;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  editor = await server.key('EDITOR');
  channelId = await aNewChannel('uploads');
  folder = await mkdtemp(join(tmpdir(), 'acog-uploads-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function aNewChannel(handle: string): Promise<string> {
  const { data } = await ask(server.url, editor, CreateChannelDocument, { input: { handle, name: handle } });
  return data.createChannel.channel?.id ?? '';
}

interface Announced {
  readonly contentType: string;
  readonly fileName?: string;
  readonly sizeBytes?: number;
  readonly kind?: 'BRAND' | 'EPISODE_VIDEO';
  readonly channelId?: string;
}

async function create(said: Announced, sizeBytes: number, key = editor) {
  const input = { channelId, kind: 'BRAND' as const, fileName: 'a file', sizeBytes, ...said };
  return (await ask(server.url, key, CreateAssetUploadDocument, { input })).data.createAssetUpload;
}

async function complete(assetId: string, key = editor) {
  const answer = await ask(server.url, key, CompleteAssetUploadDocument, { input: { assetId } });
  return answer.data.completeAssetUpload;
}

function put({ uploadUrl, uploadHeaders }: Awaited<ReturnType<typeof create>>, file: Buffer) {
  const headers = (uploadHeaders ?? []).map(({ name, value }): [string, string] => [name, value]);
  return fetch(uploadUrl ?? '', { method: 'PUT', headers, body: new Uint8Array(file) });
}

/** Announced, put and said to be complete. */
async function upload(said: Announced, file: Buffer) {
  const created = await create(said, file.length);
  expect(created.userErrors).toEqual([]);
  expect((await put(created, file)).status).toBe(200);
  return complete(created.asset?.id ?? '');
}

/** A file as ffmpeg makes it. */
async function made(name: string, ...args: string[]): Promise<Buffer> {
  const path = join(folder, name);
  await ffmpeg('-v', 'error', ...args, path);
  return readFile(path);
}

const tone = ['-f', 'lavfi', '-i', 'sine=440:d=1'];
const clip = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=1', '-pix_fmt', 'yuv420p'];
const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:d=1', '-frames:v', '1'];

/** A PNG that says any size, with a body that fits none. */
function pngSaying(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const start = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const body = deflateSync(Buffer.alloc(4096));
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** Nothing is left of an upload but what became an asset. */
async function leftovers() {
  const keys: string[] = [];
  for await (const { key } of server.store.list('uploads/')) keys.push(key);
  const scratch = await readdir(server.workFolder).catch(() => []);
  const rows = await server.orm.em.fork().find(AssetUpload, {});
  return { keys, scratch, rows: rows.map(({ contentType }) => contentType) };
}

describe('a file that is what was announced', () => {
  const sound = { width: null, height: null, fps: null };
  const video = { width: 320, height: 180, fps: 25 };
  const image = { width: 96, height: 64, fps: null, durationMs: null };
  test.each<[string, string[], object]>([
    ['image/png', ['a.png', ...picture], image],
    ['image/jpeg', ['a.jpg', ...picture], image],
    ['image/webp', ['a.webp', ...picture], image],
    ['audio/mpeg', ['a.mp3', ...tone], sound],
    ['audio/mp4', ['a.m4a', ...tone], sound],
    ['audio/aac', ['a.aac', ...tone], sound],
    ['audio/wav', ['a.wav', ...tone], sound],
    ['video/mp4', ['a.mp4', ...clip], video],
    ['video/quicktime', ['a.mov', ...clip], video],
    ['video/webm', ['a.webm', ...clip, '-c:v', 'libvpx', '-deadline', 'realtime'], video],
  ])('%s becomes an asset with what was measured', async (contentType, [name = '', ...args], facts) => {
    const file = await made(name, ...args);
    const { asset, userErrors } = await upload({ contentType }, file);
    expect(userErrors).toEqual([]);
    const sha256 = createHash('sha256').update(file).digest('hex');
    expect(asset).toMatchObject({ kind: 'BRAND', contentType, sizeBytes: file.length, sha256, ...facts });
    if (!contentType.startsWith('image')) {
      expect(asset?.durationMs).toBeGreaterThan(900);
      expect(asset?.durationMs).toBeLessThan(1150);
    }
    const answer = await fetch(asset?.url ?? '');
    expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).toBe(contentType);
    expect(await leftovers()).toEqual({ keys: [], scratch: [], rows: [] });
  });

  test('is found by nobody before it is complete, and never shown as what it claims to be', async () => {
    const html = Buffer.from('<script>alert(1)</script>');
    const created = await create({ contentType: 'image/png', fileName: 'logo.png' }, html.length);
    await put(created, html);
    const id = created.asset?.id ?? '';
    expect(created.asset).toMatchObject({ kind: 'BRAND', sizeBytes: html.length, sha256: '', width: null });
    const found = await ask(server.url, editor, UploadedAssetByIdDocument, { id });
    expect(found.data.asset).toBeNull();
    const listed = await ask(server.url, editor, UploadedAssetsDocument, { channelId });
    expect(listed.data.assets.nodes.map((node) => node.id)).not.toContain(id);
    const brand = { input: { id: channelId, brand: { logoAssetId: id } } };
    const refused = await ask(server.url, editor, SetBrandDocument, brand);
    expect(refused.data.updateChannel.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const shown = await fetch(created.asset?.url ?? '');
    expect(shown.headers.get('content-type')).toBe('application/octet-stream');
    expect(shown.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    await complete(id);
  });

  test('is offered under the name it came with and the ending it should have', async () => {
    const file = await made('named.png', ...picture);
    const { asset } = await upload({ contentType: 'image/png', fileName: 'Our <Logo> é.exe' }, file);
    const { headers } = await fetch(asset?.url ?? '');
    expect(headers.get('content-disposition')).toContain(`UTF-8''Our%20%3CLogo%3E%20%C3%A9.png`);
  });

  test('stands once, however often and at however many places its end is told', async () => {
    const file = await made('twice.png', ...picture);
    const created = await create({ contentType: 'image/png' }, file.length);
    await put(created, file);
    await put(created, file);
    const id = created.asset?.id ?? '';
    const answers = await Promise.all(Array.from({ length: 5 }, () => complete(id)));
    answers.push(await complete(id));
    for (const { asset, userErrors } of answers) {
      expect(userErrors).toEqual([]);
      expect(asset).toMatchObject({ id, sha256: createHash('sha256').update(file).digest('hex') });
    }
    expect(await server.orm.em.fork().count(Asset, { id: parseGlobalId(id)?.id ?? '' })).toBe(1);
    expect(await leftovers()).toEqual({ keys: [], scratch: [], rows: [] });
  });

  test('may be put twice: the later content counts, and a link changes nothing once the asset stands', async () => {
    const [first, second] = [await made('one.png', ...picture), await made('one.jpg', ...picture)];
    const size = Math.max(first.length, second.length);
    const padded = (file: Buffer) => Buffer.concat([file, Buffer.alloc(size - file.length)]);
    const created = await create({ contentType: 'image/png' }, size);
    await put(created, padded(first));
    await put(created, padded(second));
    const { asset } = await complete(created.asset?.id ?? '');
    expect(asset).toMatchObject({ contentType: 'image/jpeg' });
    await put(created, padded(first));
    const now = await complete(created.asset?.id ?? '');
    expect(now.asset?.sha256).toBe(asset?.sha256);
    await server.store.remove(`uploads/${parseGlobalId(created.asset?.id ?? '')?.id ?? ''}`);
  });
});

describe('an announcement is refused', () => {
  test.each<[string, Announced, string]>([
    ['SVG', { contentType: 'image/svg+xml' }, 'INVALID contentType'],
    ['HTML', { contentType: 'text/html' }, 'INVALID contentType'],
    ['the name of something every object has', { contentType: 'constructor' }, 'INVALID contentType'],
    ['a kind that stages make', { contentType: 'image/png', kind: 'EPISODE_VIDEO' }, 'INVALID kind'],
    ['nothing', { contentType: 'image/png', sizeBytes: 0 }, 'OUT_OF_RANGE sizeBytes'],
    ['an image over 20 MiB', { contentType: 'image/png', sizeBytes: 20_971_521 }, 'OUT_OF_RANGE sizeBytes'],
    ['sound over 100 MiB', { contentType: 'audio/wav', sizeBytes: 104_857_601 }, 'OUT_OF_RANGE sizeBytes'],
    ['a video over 1 GiB', { contentType: 'video/mp4', sizeBytes: 2 ** 30 + 1 }, 'OUT_OF_RANGE sizeBytes'],
    ['a name too long', { contentType: 'image/png', fileName: 'x'.repeat(256) }, 'TOO_LONG fileName'],
    ['no name', { contentType: 'image/png', fileName: '' }, 'REQUIRED fileName'],
    ['no channel', { contentType: 'image/png', channelId: 'Q2hhbm5lbDox' }, 'NOT_FOUND channelId'],
  ])('of %s', async (_what, said, problem) => {
    const { asset, uploadUrl, userErrors } = await create(said, 100);
    expect({ asset, uploadUrl }).toEqual({ asset: null, uploadUrl: null });
    expect(userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`)).toEqual([problem]);
  });

  test('to a key that may only read, and for a channel of others', async () => {
    const viewer = await server.key('VIEWER');
    const input = {
      channelId,
      kind: 'BRAND' as const,
      contentType: 'image/png',
      sizeBytes: 9,
      fileName: 'a',
    };
    const { errors } = await ask(server.url, viewer, CreateAssetUploadDocument, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const other = parseGlobalId(await aNewChannel('others'))?.id ?? '';
    const stranger = await server.key('EDITOR', { channelIds: [other] });
    const refused = await create({ contentType: 'image/png' }, 9, stranger);
    expect(refused.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['channelId'] }]);
    const ours = await create({ contentType: 'image/png' }, 9);
    const unseen = await complete(ours.asset?.id ?? '', stranger);
    expect(unseen.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['assetId'] }]);
  });
});

describe('a file that is not what was announced is refused and gone', () => {
  const playlist = Buffer.from(
    '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
  );
  const script = Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n");
  test.each<[string, string, () => Promise<Buffer> | Buffer, RegExp]>([
    ['HTML as PNG', 'image/png', () => Buffer.from('<!doctype html><script>1</script>'), /none of PNG/],
    [
      'SVG as PNG',
      'image/png',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      /none of PNG/,
    ],
    ['HTML behind the first bytes of a PNG', 'image/png', () => htmlInPng(), /broken/],
    ['HTML behind the first bytes of an MP4', 'video/mp4', () => htmlInMp4(), /broken/],
    ['a playlist as MP4', 'video/mp4', () => playlist, /none of PNG/],
    ['a list of files as MP4', 'video/mp4', () => script, /none of PNG/],
    ['sound as video', 'video/mp4', () => made('s.m4a', ...tone), /audio\/mp4; video\/mp4 was announced/],
    ['a video as sound', 'audio/mp4', () => made('v.mp4', ...clip), /video\/mp4; audio\/mp4 was announced/],
    ['a video as image', 'image/png', () => made('w.mp4', ...clip), /video\/mp4; image\/png was announced/],
    ['a PNG of 60000 × 60000', 'image/png', () => pngSaying(60_000, 60_000), /at most 8192 × 8192/],
    ['a PNG that has less than it says', 'image/png', () => pngSaying(8_000, 8_000), /broken/],
    [
      'a video without its end',
      'video/mp4',
      () => cutOff('cut.mp4', ['-movflags', '+faststart']),
      /broken|cut off/,
    ],
    ['a video without its index', 'video/mp4', () => cutOff('bare.mp4', []), /broken/],
    ['a WAV without its end', 'audio/wav', () => half(made('cut.wav', ...tone)), /broken|cut off/],
    ['a JPEG without its end', 'image/jpeg', () => half(made('cut.jpg', ...picture)), /broken|cut off/],
    ['zeros', 'audio/mpeg', () => Buffer.alloc(5_000), /none of PNG/],
    [
      'a frame of MP3 and noise',
      'audio/mpeg',
      () => Buffer.from(`\xff\xfb${'noise'.repeat(900)}`, 'latin1'),
      /broken|cut off/,
    ],
    [
      'a codec that few read',
      'video/mp4',
      () => made('odd.mov', ...clip, '-c:v', 'qtrle', '-pix_fmt', 'rgb24'),
      /qtrle/,
    ],
    [
      '16 minutes of sound',
      'audio/mpeg',
      () => made('long.mp3', '-f', 'lavfi', '-i', 'anullsrc=r=8000', '-t', '960', '-b:a', '8k'),
      /longer than 15 minutes/,
    ],
  ])('%s', async (_what, contentType, file, reason) => {
    const bytes = await file();
    const created = await create({ contentType }, bytes.length);
    expect((await put(created, bytes)).status).toBe(200);
    const { asset, userErrors } = await complete(created.asset?.id ?? '');
    expect(asset).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['assetId'] }]);
    expect(userErrors[0]?.message).toMatch(reason);
    expect(userErrors[0]?.message).not.toMatch(/\/tmp|ffprobe|ffmpeg/);
    const again = await complete(created.asset?.id ?? '');
    expect(again.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const { keys, scratch } = await leftovers();
    expect({ keys, scratch }).toEqual({ keys: [], scratch: [] });
  });

  test('also where the store took another size than was announced', async () => {
    const file = await made('size.png', ...picture);
    const created = await create({ contentType: 'image/png' }, file.length + 1);
    const key = `uploads/${parseGlobalId(created.asset?.id ?? '')?.id ?? ''}`;
    await server.store.put(key, join(folder, 'size.png'), 'image/png'); // as S3 would take it
    const { userErrors } = await complete(created.asset?.id ?? '');
    expect(userErrors[0]?.message).toMatch(`has ${file.length} bytes; ${file.length + 1} were announced`);
  });

  function htmlInPng(): Buffer {
    return Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10<html><script>1</script>', 'latin1');
  }
  function htmlInMp4(): Buffer {
    return Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2<html><script>1</script>', 'latin1');
  }
  async function cutOff(name: string, flags: string[]): Promise<Buffer> {
    return half(made(name, ...clip, ...flags));
  }
  async function half(file: Promise<Buffer>): Promise<Buffer> {
    const whole = await file;
    return whole.subarray(0, whole.length / 2);
  }
});

describe('a link', () => {
  test('takes only the size and the type that were announced, and leaves nothing of the rest', async () => {
    const file = await made('link.png', ...picture);
    const created = await create({ contentType: 'image/png' }, file.length);
    expect((await put(created, Buffer.concat([file, Buffer.from('!')]))).status).toBe(413);
    expect((await put(created, file.subarray(1))).status).toBe(400);
    const asHtml = { ...created, uploadHeaders: [{ name: 'Content-Type', value: 'text/html' }] };
    expect((await put(asHtml, file)).status).toBe(415);
    const { userErrors } = await complete(created.asset?.id ?? '');
    expect(userErrors).toMatchObject([{ code: 'WRONG_STATE', path: ['assetId'] }]);
    expect((await put(created, file)).status).toBe(200);
    expect((await complete(created.asset?.id ?? '')).userErrors).toEqual([]);
  });

  test('of one upload opens no other, and none opens after its time', async () => {
    const [one, two] = [
      await create({ contentType: 'image/png' }, 4),
      await create({ contentType: 'image/png' }, 4),
    ];
    const swapped = (one.uploadUrl ?? '').replace(one.asset?.id ?? '', two.asset?.id ?? '');
    const refused = await put({ ...one, uploadUrl: swapped }, Buffer.from('data'));
    expect(refused.status).toBe(403);
    const expired = await server.store.signPut(one.asset?.id ?? '', 'uploads/x', {
      ...{ contentType: 'image/png', sizeBytes: 4, expiresInSeconds: 1 },
    });
    await new Promise((resolve) => setTimeout(resolve, expired.expiresAt.getTime() - Date.now() + 50));
    const late = await put({ ...one, uploadUrl: expired.url }, Buffer.from('data'));
    expect(late.status).toBe(403);
    expect(await late.text()).toMatch(/expired/);
  });
});

test('a brand takes each file where it fits, and what it shows is not deleted', async () => {
  const own = await aNewChannel('branded');
  const logo = await upload({ contentType: 'image/png', channelId: own }, await made('l.png', ...picture));
  const music = await upload({ contentType: 'audio/mpeg', channelId: own }, await made('m.mp3', ...tone));
  const intro = await upload({ contentType: 'video/mp4', channelId: own }, await made('i.mp4', ...clip));
  const foreign = await upload({ contentType: 'image/png' }, await made('f.png', ...picture));
  const set = async (brand: Record<string, string | null | undefined>) =>
    (await ask(server.url, editor, SetBrandDocument, { input: { id: own, brand } })).data.updateChannel;

  const wrong = await set({
    ...{ logoAssetId: music.asset?.id, introAssetId: logo.asset?.id },
    ...{ outroAssetId: foreign.asset?.id, musicAssetId: intro.asset?.id },
  });
  expect(wrong.userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`)).toEqual([
    'INVALID brand.logoAssetId',
    'INVALID brand.introAssetId',
    'NOT_FOUND brand.outroAssetId',
    'INVALID brand.musicAssetId',
  ]);
  const ids = { logoAssetId: logo.asset?.id, introAssetId: intro.asset?.id, outroAssetId: intro.asset?.id };
  const { channel } = await set({ ...ids, musicAssetId: music.asset?.id });
  expect(channel?.brand).toEqual({
    logo: { id: logo.asset?.id },
    intro: { id: intro.asset?.id },
    outro: { id: intro.asset?.id },
    music: { id: music.asset?.id },
  });
  const remove = async (id = '') =>
    (await ask(server.url, editor, DeleteUploadedAssetDocument, { input: { id } })).data.deleteAsset;
  const kept = await remove(logo.asset?.id);
  expect(kept.userErrors).toMatchObject([{ code: 'WRONG_STATE', path: ['id'] }]);
  expect(kept.userErrors[0]?.message).toContain('branded');
  await set({ logoAssetId: null });
  expect(await remove(logo.asset?.id)).toEqual({ deletedAssetId: logo.asset?.id, userErrors: [] });
});

test('a channel holds twenty open uploads, not more', async () => {
  const own = await aNewChannel('busy');
  for (let each = 0; each < 20; each += 1)
    expect((await create({ contentType: 'image/png', channelId: own }, 9)).userErrors).toEqual([]);
  const { userErrors } = await create({ contentType: 'image/png', channelId: own }, 9);
  expect(userErrors).toMatchObject([{ code: 'WRONG_STATE', path: ['channelId'] }]);
});
