import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
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

/** A browser on a busy machine; the test ends as soon as it sees what it waits for. */
const PATIENCE_MS = 45_000;

/** Presses the button until the answer shows: the page draws it before its editor can be run. */
async function runUntil(page: Page, answer: string): Promise<void> {
  for (let press = 1; ; press += 1) {
    await page.locator('.graphiql-execute-button').click({ timeout: PATIENCE_MS });
    try {
      await page.locator('.graphiql-response').getByText(answer).first().waitFor({ timeout: 5_000 });
      return;
    } catch (error) {
      if (press === 8) throw error;
    }
  }
}

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
    await runUntil(page, 'Bees of the browser');

    const query = `subscription { runEvents(runId: "${run.globalId}") { kind sequence } }`;
    await page.locator('.graphiql-query-editor .monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(query);
    // The editor hands its text on a moment later; running before that would run the query above again.
    await page
      .locator('.graphiql-query-editor')
      .getByText('runEvents')
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    await page.waitForFunction(
      (text) => JSON.stringify({ ...sessionStorage, ...localStorage }).includes(text),
      'runEvents',
      {
        timeout: PATIENCE_MS,
      },
    );
    await runUntil(page, 'SNAPSHOT');
    await writer.write('RUN_SUCCEEDED');
    await page.locator('.graphiql-response').getByText('RUN_SUCCEEDED').waitFor({ timeout: PATIENCE_MS });
    const picture = process.env['ACOG_SCREENSHOT'];
    if (picture) await page.screenshot({ path: picture });
    expect(foreign).toEqual([]);
    expect(refused).toEqual([]);
  },
);
