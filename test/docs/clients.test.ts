import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aStage } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';
import { codeBlocks } from './markdown.js';

const FOLDER = 'bench/clients';
/** Those that need nothing but what the program has; `npm run bench -- clients` runs all of them. */
const WITHOUT_MORE = ['acog', 'plain'];

interface Shown {
  readonly sequence: number;
  readonly kind: string;
}
interface Example {
  readonly follow: (
    from: { url: string; key: string; runId: string; after: string | null },
    show: (event: Shown) => void,
  ) => () => unknown;
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

test('each client of the page is one that is run, word for word', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.mjs') && name !== 'main.mjs');
  const texts = files.map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8').trimEnd());
  const shown = codeBlocks('docs/clients.md').map(({ text }) => text);
  expect(shown.toSorted()).toEqual(texts.toSorted());
});

test.each(WITHOUT_MORE)('%s.mjs follows a run to its end', async (name) => {
  const { follow } = (await import(`../../${FOLDER}/${name}.mjs`)) as Example; // plain JavaScript
  const { run, writer } = await aStage(server);
  await writer.write('RUN_QUEUED');
  const seen: number[] = [];
  const stop = await new Promise<() => unknown>((resolve, reject) => {
    const given = { url: server.url, runId: run.globalId, after: run.eventCursor };
    server
      .key('VIEWER')
      .then(async (key) => {
        const ended = follow({ ...given, key }, ({ sequence, kind }) => {
          seen.push(sequence);
          if (kind === 'RUN_SUCCEEDED') resolve(ended);
        });
        await writer.write('RUN_STARTED');
        await writer.write('RUN_SUCCEEDED');
      })
      .catch(reject);
  });
  await stop();
  expect(seen).toEqual([1, 2, 3]);
});
