import type { ServerResponse } from 'node:http';
import { PAGE_POLICY } from './web-page.js';
import { reply } from './reply.js';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ACOG</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem; color: #1b1f24; }
  @media (prefers-color-scheme: dark) { body { background: #14171a; color: #e6e8ea; } a { color: #7db4ff; } }
</style>
<h1>ACOG</h1>
<p>Turns an idea into a finished video episode and shows every step live.</p>
<ul>
  <li><a href="/graphiql">GraphiQL</a>: try queries, changes and live events; needs an API key</li>
  <li><code>/graphql</code>: the API, over HTTP and WebSocket</li>
  <li><a href="/health/ready">Health</a></li>
</ul>
</html>
`;

export function sendStartPage(response: ServerResponse): void {
  response.setHeader('content-security-policy', PAGE_POLICY);
  reply(response, 200, 'text/html; charset=utf-8', PAGE);
}
