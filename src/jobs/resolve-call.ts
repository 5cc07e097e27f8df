import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { VendorCall } from '../entities/vendor-call.js';
import { ConflictError, InvalidInputError, VendorError } from '../errors.js';
import type { JsonObject, Vendors } from '../integrations/contracts.js';
import { refute, settle, storeSubmitted, waitOn } from './call-rows.js';
import type { Change } from './change.js';
import { operationOfJob } from './job-operation.js';
import { goOnAfterCall } from './late-adoption.js';
import type { CallDecision } from './run-control.js';

const SAID: Record<CallDecision['decision'], string> = {
  ADOPT: 'The call was adopted under the id that the vendor shows.',
  REFUTE: 'The vendor never took the call; it is sent again.',
  WRITE_OFF: 'The call was written off; a new one is made.',
};

/**
 * What a person found out about an uncertain call, in the transaction of a run's change. The task that waited goes on.
 * @throws {ConflictError} when the call is not uncertain
 * @throws {InvalidInputError} for an id that is none, or that another call has
 */
export async function resolveCall(
  change: Change,
  vendors: Vendors,
  call: VendorCall,
  { decision, externalId, note }: CallDecision,
): Promise<void> {
  if (call.status !== 'UNCERTAIN') {
    throw ConflictError.ofRun(
      call.runId,
      `Vendor call ${call.key} is ${call.status}, not UNCERTAIN: nothing is to be decided.`,
      'vendorCallId',
    );
  }
  const { em } = change;
  if (change.hasEnded && decision !== 'WRITE_OFF')
    await endUnused(change, call, { decision, externalId, note });
  else if (decision === 'ADOPT') await adopt(em, vendors, call, externalId);
  else if (decision === 'REFUTE') await refute(em, call);
  else await settle(em, call, { status: 'WRITTEN_OFF', charge: expected(call) });
  await goOnAfterCall(change, call.id, note === null ? SAID[decision] : `${SAID[decision]} ${note}`);
}

/** Nobody wants its result any more; the account is set right all the same. */
async function endUnused({ em }: Change, call: VendorCall, decided: CallDecision): Promise<void> {
  const taken = decided.decision === 'ADOPT';
  await settle(em, call, {
    status: taken ? 'WRITTEN_OFF' : 'CANCELLED',
    charge: taken ? expected(call) : null,
    externalId: taken ? decided.externalId : null,
  });
}

async function adopt(
  em: EntityManager,
  vendors: Vendors,
  call: VendorCall,
  externalId: string | null,
): Promise<void> {
  if (call.externalId !== null && (externalId === null || externalId === call.externalId))
    return waitOn(em, call);
  if (externalId === null) {
    throw new InvalidInputError(
      'ADOPT needs the id that the vendor gave the job; set externalId.',
      ['externalId'],
      'REQUIRED',
    );
  }
  const operation = await operationOf(em, vendors, call, externalId);
  const other = await em.execute<{ key: string }[]>(
    `select key from vendor_call where vendor = ? and external_id = ?`,
    [call.vendor, externalId],
  );
  if (other[0]) throw taken(externalId, other[0].key);
  try {
    await storeSubmitted(em, call, {
      ...{ externalId, requestId: null, operation, latencyMs: null },
      isUnproven: true,
    });
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw taken(externalId, 'another call');
    throw error;
  }
}

function taken(externalId: string, key: string): InvalidInputError {
  return new InvalidInputError(`Job ${externalId} belongs to ${key} already.`, ['externalId'], 'TAKEN');
}

async function operationOf(
  em: EntityManager,
  vendors: Vendors,
  call: VendorCall,
  externalId: string,
): Promise<JsonObject> {
  try {
    const operation = await operationOfJob(em, vendors, call, externalId);
    if (operation !== null) return operation;
  } catch (error) {
    if (error instanceof VendorError) throw new InvalidInputError(error.message, ['externalId']);
    throw error;
  }
  throw new InvalidInputError(
    `${call.vendor} answers in its reply, so there is nothing to adopt; refute the call or write it off.`,
    ['decision'],
  );
}

function expected(call: VendorCall) {
  return {
    units: call.unitCount ?? call.estimatedUnits ?? 0,
    unit: call.unit ?? 'job',
    costMicroUsd: call.estimatedCostMicroUsd,
  };
}
