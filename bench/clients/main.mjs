import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePorts } from '../../scripts/bootstrap/ports.mjs';
import * as acog from './acog.mjs';
import * as apollo from './apollo.mjs';
import * as plain from './plain.mjs';
import * as relay from './relay.mjs';
import * as urql from './urql.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const clients = { 'acog/client': acog, 'graphql-ws': plain, 'Apollo Client': apollo, urql, Relay: relay };
const KEY = 'a-key-of-this-run-alone-0123456789';
const TEAR_EVERY_MS = 700;
const FINAL = /^RUN_(SUCCEEDED|FAILED|CANCELLED)$/;

const folder = mkdtempSync(join(tmpdir(), 'acog-clients-'));
const [port] = await findFreePorts(1);
const url = `http://127.0.0.1:${port}`;
const api = spawn(process.execPath, ['scripts/acog.mjs', 'start'], {
  cwd: root,
  env: {
    ...process.env,
    ...{ PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: url, ACOG_ADMIN_KEY: KEY, ACOG_DATA_DIR: folder },
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const line = await tornLine(port);
let failed = false;
try {
  while (!(await fetch(`${url}/health/ready`).catch(() => null))?.ok) {
    if (api.exitCode !== null) throw new Error(`the API ended with exit code ${api.exitCode}`);
    await sleep(200);
  }
  const from = await startRun();
  const seen = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
  const stops = await Promise.all(
    Object.entries(clients).map(
      ([name, { follow }]) =>
        new Promise((resolve) => {
          const stop = follow({ url: line.url, key: KEY, ...from }, (event) => {
            if (event.kind === 'SNAPSHOT' || event.kind === 'STAGE_PROGRESS') return;
            seen[name].push(event.sequence);
            if (FINAL.test(event.kind)) resolve(stop);
          });
        }),
    ),
  );
  for (const stop of stops) await stop();
  for (const [name, numbers] of Object.entries(seen)) {
    const [first = 0] = numbers;
    const missing = numbers.filter((number, index) => number !== first + index).length;
    failed ||= missing > 0;
    console.log(
      `${name}: events ${first} to ${numbers.at(-1)}, ${missing === 0 ? 'each once and in order' : `NOT in order: ${numbers.join(' ')}`}`,
    );
  }
  console.log(`the line was torn ${line.torn()} times`);
} finally {
  line.close();
  api.kill('SIGTERM');
  if (api.exitCode === null) await once(api, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

/** Passes everything on, and breaks all its connections again and again. */
async function tornLine(to) {
  const sockets = new Set();
  let torn = 0;
  const server = createServer((client) => {
    const server = connect(to, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const timer = setInterval(() => {
    torn += sockets.size > 0 ? 1 : 0;
    for (const socket of sockets) socket.destroy();
  }, TEAR_EVERY_MS);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    torn: () => torn,
    close: () => {
      clearInterval(timer);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function ask(query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

/** A short run with clips and without a video at the end. */
async function startRun() {
  const { createChannel } = await ask(
    `mutation ($input: CreateChannelInput!) { createChannel(input: $input) { channel { id } userErrors { message } } }`,
    {
      input: {
        handle: 'clients',
        name: 'Clients',
        persona: { name: 'Anna', background: 'a journalist', attitude: 'curious', values: ['clarity'] },
        styleGuide: { tone: 'warm', audience: 'adults' },
      },
    },
  );
  const { createEpisode } = await ask(
    `mutation ($input: CreateEpisodeInput!) { createEpisode(input: $input) { episode { id } userErrors { message } } }`,
    {
      input: {
        channelId: createChannel.channel.id,
        topic: 'Why octopuses have three hearts',
        targetSeconds: 20,
      },
    },
  );
  const { startPipeline } = await ask(
    `mutation ($input: StartPipelineInput!) { startPipeline(input: $input) { run { id } eventCursor userErrors { message } } }`,
    { input: { episodeId: createEpisode.episode.id, until: 'BROLL' } },
  );
  return { runId: startPipeline.run.id, after: startPipeline.eventCursor };
}
