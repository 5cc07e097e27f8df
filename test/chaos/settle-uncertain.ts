import { ApiRefusal } from './api.js';
import type { World } from './world.js';

const RESOLVE = `mutation ($input: ResolveVendorCallInput!) {
  resolveVendorCall(input: $input) { userErrors { message path } } }`;

/** Whatever was on its way when the call became uncertain has arrived by then. */
const QUIET_SECONDS = 6;
/** A charge that came with this call came within so long. */
const TOGETHER_MS = 12_000;
/** Vendors that answer in their reply: there is no job to adopt. */
const QUICK = new Set(['OPENAI', 'ELEVENLABS']);

interface UncertainCall {
  readonly id: string;
  readonly key: string;
  readonly vendor: string;
  readonly started_ms: number;
  readonly age_seconds: number;
}

/** Looks into the vendor's console, as a person would, and says what is there. @returns 1 when it was settled */
export async function settleUncertain(world: World, callId: string): Promise<number> {
  const open = await world.query<UncertainCall>(
    `select id, key, vendor, (extract(epoch from started_at) * 1000)::float8 as started_ms,
            extract(epoch from now() - started_at)::float8 as age_seconds
       from vendor_call where status = 'UNCERTAIN'`,
  );
  const call = open.find(({ id }) => id === callId);
  if (!call || call.age_seconds < QUIET_SECONDS) return 0;
  const decision = await decide(world, call, open);
  const input = { vendorCallId: Buffer.from(`VendorCall:${callId}`).toString('base64url'), ...decision };
  const { resolveVendorCall } = await world.api
    .ask<{ resolveVendorCall: { userErrors: { message: string }[] } }>(RESOLVE, { input })
    .catch((error: unknown) => {
      if (error instanceof ApiRefusal) return { resolveVendorCall: { userErrors: [error] } };
      throw error;
    });
  return resolveVendorCall.userErrors.length === 0 ? 1 : 0; // a late answer may have settled it
}

async function decide(
  world: World,
  call: UncertainCall,
  open: readonly UncertainCall[],
): Promise<{ decision: 'ADOPT' | 'REFUTE' | 'WRITE_OFF'; externalId?: string }> {
  const known = await world.query<{ external_id: string }>(
    `select external_id from vendor_call where vendor = ? and external_id is not null`,
    [call.vendor],
  );
  const taken = new Set(known.map((row) => row.external_id));
  const ledger = await world.simulator.ledger();
  const nobodys = ledger.filter(
    ({ vendor, externalId }) => vendor.toUpperCase() === call.vendor && !taken.has(externalId),
  );
  const named = nobodys.find(({ idempotencyKey }) => idempotencyKey?.split(' ')[0] === call.key);
  if (named) return { decision: 'ADOPT', externalId: named.externalId };
  const near = (at: string, started: number): boolean =>
    Date.parse(at) >= started - 1_000 && Date.parse(at) <= started + TOGETHER_MS;
  const mine = nobodys.filter(
    ({ at, idempotencyKey }) => idempotencyKey === null && near(at, call.started_ms),
  );
  const [only] = mine;
  if (!only) return { decision: 'REFUTE' };
  const rivals = open.filter(({ vendor, started_ms: ms }) => vendor === call.vendor && near(only.at, ms));
  if (mine.length > 1 || rivals.length > 1 || QUICK.has(call.vendor)) return { decision: 'WRITE_OFF' };
  return { decision: 'ADOPT', externalId: only.externalId };
}
