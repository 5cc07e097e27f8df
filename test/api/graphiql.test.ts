import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import { aChannel, anEpisode, aRun, eventWriter } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

const browserPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const isBuilt = existsSync(join(process.cwd(), 'public/graphiql/index.html'));
const missing = [
  ...(existsSync(browserPath) ? [] : [`no browser at ${browserPath} (CHROMIUM_PATH)`]),
  ...(isBuilt ? [] : ['GraphiQL is not built (npm run build:graphiql)']),
];
if (missing.length > 0) process.stderr.write(`The test of GraphiQL is left out: ${missing.join(', ')}.\n`);
const inBrowser = missing.length > 0 ? test.skip : test;

let server: TestServer;
let browser: Browser | undefined;
beforeAll(async () => {
  server = await startServer();
  if (missing.length === 0)
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await server.close();
});

inBrowser(
  'GraphiQL runs a query and a subscription with the key of its field, and asks nobody else',
  async () => {
    const channel = await aChannel(server.orm, 'Bees of the browser');
    const episode = await anEpisode(server.orm, channel, 1);
    const run = await aRun(server.orm, episode);
    const writer = eventWriter(server.orm, server.events, episode, run);
    const page = await browser?.newPage();
    if (!page) throw new Error('the browser did not start');
    const foreign: string[] = [];
    const refused: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(data|blob):/.test(url)) foreign.push(url);
    });
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    const key = await server.key('EDITOR');
    await page.goto(`${server.url}/graphiql#key=${key}`);
    expect(new URL(page.url()).hash).toBe(''); // the key is not kept in the address
    await page.locator('.graphiql-execute-button').waitFor({ timeout: 30_000 });
    await page.locator('.graphiql-execute-button').click();
    await page.getByText('Bees of the browser').first().waitFor({ timeout: 15_000 });

    const query = `subscription { runEvents(runId: "${run.globalId}") { kind sequence } }`;
    await page.locator('.graphiql-query-editor .monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(query);
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.graphiql-response').getByText('SNAPSHOT').waitFor({ timeout: 15_000 });
    await writer.write('RUN_SUCCEEDED');
    await page.locator('.graphiql-response').getByText('RUN_SUCCEEDED').waitFor({ timeout: 15_000 });
    const picture = process.env['ACOG_SCREENSHOT'];
    if (picture) await page.screenshot({ path: picture });
    expect(foreign).toEqual([]);
    expect(refused).toEqual([]);
  },
);
