/**
 * Tells the simulated vendors that have a registry where to call, as an operator does.
 *
 * @param origin of our API, as the vendors reach it
 * @returns the secrets they sign with, which they show this once
 */
export async function registerEndpoints(
  baseUrls: Readonly<Record<'heygen' | 'synthesia', string>>,
  origin: string,
): Promise<{ heygen: string; synthesia: string }> {
  const heygen = await post(
    `${baseUrls.heygen}/v3/webhooks/endpoints`,
    { 'x-api-key': 'key' },
    { url: `${origin}/webhooks/heygen` },
  );
  const synthesia = await post(
    `${baseUrls.synthesia}/v2/webhooks`,
    { authorization: 'key' },
    { url: `${origin}/webhooks/synthesia`, events: ['video.completed', 'video.failed'] },
  );
  // as: both are the simulator's own answers, held to the vendors' descriptions elsewhere
  return {
    heygen: (heygen as { data: { secret: string } }).data.secret,
    synthesia: (synthesia as { secret: string }).secret,
  };
}

async function post(url: string, key: Readonly<Record<string, string>>, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...key };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
