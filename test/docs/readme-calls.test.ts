import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { ask, socketClient } from '../support/client.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';
import { codeBlocks } from './markdown.js';

jest.setTimeout(300_000);

/** The operations of the README in their order, each with the variables that follow it. */
const steps = codeBlocks('README.md').flatMap(({ language, text }, index, all) => {
  const next = all[index + 1];
  return language === 'graphql' && next?.language === 'json' ? [{ query: text, variables: next.text }] : [];
});

const ADMIN_KEY = 'a key for the calls of the README'.replaceAll(' ', '-');
const Created = z.object({ id: z.string() });
const Channel = z.object({
  createChannel: z.object({ channel: Created, userErrors: z.array(z.any()).length(0) }),
});
const Episode = z.object({
  createEpisode: z.object({
    episode: Created,
    run: Created,
    eventCursor: z.string(),
    userErrors: z.array(z.any()).length(0),
  }),
});
const Event = z.object({
  runEvents: z.object({ sequence: z.int(), kind: z.string(), progress: z.number() }),
});
const Video = z.object({
  episode: z.object({
    title: z.string(),
    video: z.object({
      url: z.url(),
      durationMs: z.int(),
      width: z.int(),
      height: z.int(),
      sizeBytes: z.number(),
    }),
    thumbnail: z.object({ url: z.url() }),
  }),
});

let pipeline: TestPipeline;
let url: string;
beforeAll(async () => {
  pipeline = await createTestPipeline({
    env: { PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: '', ACOG_ADMIN_KEY: ADMIN_KEY },
  });
  await pipeline.app.ensureAdminKey();
  ({ url } = await pipeline.app.serve());
});
afterAll(() => pipeline.close());

test('whoever pastes the calls of the README one after the other holds a video in the end', async () => {
  const ids: Record<string, string> = {};
  const variablesOf = (index: number): Record<string, unknown> => {
    const text = steps[index]?.variables ?? '';
    const filled = text.replace(/"([A-Z_]+_(?:ID|CURSOR))"/g, (_all, name: string) => {
      const value = ids[name];
      if (value === undefined) throw new Error(`the README uses ${name} before a call has given it`);
      return JSON.stringify(value);
    });
    return z.record(z.string(), z.unknown()).parse(JSON.parse(filled));
  };
  const send = async (index: number): Promise<unknown> => {
    const answer = await ask(url, ADMIN_KEY, steps[index]?.query ?? '', variablesOf(index));
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };
  expect(steps).toHaveLength(4);

  ids['CHANNEL_ID'] = Channel.parse(await send(0)).createChannel.channel.id;
  const { episode, run, eventCursor } = Episode.parse(await send(1)).createEpisode;
  Object.assign(ids, { EPISODE_ID: episode.id, RUN_ID: run.id, EVENT_CURSOR: eventCursor });

  const client = socketClient(url, ADMIN_KEY);
  const durable: z.infer<typeof Event>['runEvents'][] = [];
  for await (const { data, errors } of client.iterate({
    query: steps[2]?.query ?? '',
    variables: variablesOf(2),
  })) {
    expect(errors).toBeUndefined();
    const { runEvents: event } = Event.parse(data);
    if (event.kind !== 'STAGE_PROGRESS') durable.push(event);
  }
  await client.dispose();
  const first = durable[0]?.sequence ?? 0;
  expect(durable.map(({ sequence }) => sequence)).toEqual(durable.map((_event, index) => first + index));
  expect(durable.at(-1)).toMatchObject({ kind: 'RUN_SUCCEEDED', progress: 1 });

  const { video, thumbnail } = Video.parse(await send(3)).episode;
  expect(video).toMatchObject({ width: 1920, height: 1080 });
  expect(video.durationMs).toBeGreaterThan(15_000);
  expect(video.durationMs).toBeLessThan(25_000);
  const bytes = Buffer.from(await (await fetch(video.url)).arrayBuffer());
  expect({ sizeBytes: bytes.length, box: bytes.toString('latin1', 4, 8) }).toEqual({
    sizeBytes: video.sizeBytes,
    box: 'ftyp',
  });
  expect((await fetch(thumbnail.url)).headers.get('content-type')).toBe('image/jpeg');
});
