import type { EntityManager } from '@mikro-orm/postgresql';
import { Channel } from '../entities/channel.js';
import type { VendorCall } from '../entities/vendor-call.js';
import type { AnyVendor, JsonObject, Vendors } from '../integrations/contracts.js';

/**
 * What would be stored of a job if its answer had come: how to ask the vendor for it by its id.
 * @returns null when the vendor answers in its reply and has no jobs
 * @throws {VendorError} when the id is none of this vendor's
 */
export async function operationOfJob(
  em: EntityManager,
  vendors: Vendors,
  call: VendorCall,
  externalId: string,
): Promise<JsonObject | null> {
  const vendor: AnyVendor | undefined = vendors.all.find((one) => one.name === call.vendor);
  if (!vendor || !('operationOf' in vendor)) return null;
  const channel = await em.findOne(Channel, call.channelId); // footage jobs are asked for by their model
  const modelId = channel?.footage.modelId ?? undefined;
  return vendor.operationOf(externalId, { modelId, units: call.estimatedUnits ?? undefined });
}
