import { isIP } from 'node:net';
import type { VendorName } from './contracts.js';
import { isPublicAddress } from './public-address.js';

/**
 * Where a vendor can call us back; null when it could not reach us there, and then nothing is asked of it. Vendors of the
 * world need https and a public host. A vendor whose base URL leads to this machine reaches this machine.
 *
 * @param publicUrl where others reach us, from the settings alone; null when that is not known
 */
export function callbackAddress(
  publicUrl: string | null,
  vendor: VendorName,
  vendorBaseUrl: string,
): string | null {
  if (publicUrl === null) return null;
  const ours = new URL(publicUrl);
  const canReach = isThisMachine(ours)
    ? isThisMachine(new URL(vendorBaseUrl))
    : ours.protocol === 'https:' && isPublicHost(ours);
  return canReach ? `${publicUrl.replace(/\/+$/, '')}/webhooks/${vendor.toLowerCase()}` : null;
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

function isPublicHost({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? hostname.includes('.') : isPublicAddress(address);
}
