import { ConfigError } from '../errors.js';
import { callbackAddress } from './callback-address.js';
import type {
  AnyVendor,
  Capability,
  VendorName,
  Vendors,
  WebhookReader,
  WebhookReaders,
} from './contracts.js';
import { elevenLabs } from './elevenlabs/index.js';
import { heyGen } from './heygen/index.js';
import { createHttp } from './http.js';
import { openai } from './openai/index.js';
import { pika } from './pika/index.js';
import { runway } from './runway/index.js';
import { synthesia } from './synthesia/index.js';
import type { VendorModule } from './vendor-module.js';
import type { VendorSettings } from './vendor-settings.js';

/** Every vendor, one line each. */
export const vendorModules: readonly VendorModule[] = [openai, elevenLabs, heyGen, synthesia, runway, pika];

/** Settings by vendor; each has what `VendorSettings` names, and more of its own. Contains keys: never to be logged. */
export type AllVendorSettings = ReadonlyMap<VendorName, VendorSettings>;

/**
 * Reads the settings of all vendors. @param env the environment, as `config.ts` read it
 * @returns `problems` has a sentence for every wrong value: the variable, what is wrong, what to do
 */
export function readVendorSettings(env: Readonly<Record<string, string | undefined>>): {
  settings: AllVendorSettings;
  problems: string[];
} {
  const problems: string[] = [];
  const settings = new Map(vendorModules.map((module) => [module.name, module.read(env, problems)]));
  return { settings, problems };
}

/**
 * Makes every vendor. A vendor without a key is there, `configured: false`, and refuses its calls.
 *
 * @param options `publicUrl`: where others reach our API, from the settings. Vendors that can are asked to call back
 *   there; without it they are only polled
 */
export function createVendors(
  settings: AllVendorSettings,
  { publicUrl = null }: { readonly publicUrl?: string | null } = {},
): Vendors & { readonly webhooks: WebhookReaders; close(): Promise<void> } {
  const http = createHttp();
  const webhooks = new Map<VendorName, WebhookReader>();
  const all = vendorModules.map((module) => {
    const own = settings.get(module.name);
    if (own === undefined) throw new ConfigError([`There are no settings of ${module.name}`]);
    if (module.webhooks !== null) webhooks.set(module.name, module.webhooks(own, http));
    return module.create(own, http, callbackAddress(publicUrl, module.name, own.baseUrl));
  });
  return {
    all,
    webhooks,
    text: (name) => pick(all, 'TEXT', name),
    speech: (name) => pick(all, 'SPEECH', name),
    avatar: (name) => pick(all, 'AVATAR', name),
    footage: (name) => pick(all, 'FOOTAGE', name),
    close: () => http.close(),
  };
}

function pick<C extends Capability>(
  all: readonly AnyVendor[],
  capability: C,
  name: VendorName,
): Extract<AnyVendor, { capability: C }> {
  const able = all.filter(
    (vendor): vendor is Extract<AnyVendor, { capability: C }> => vendor.capability === capability,
  );
  const found = able.find((vendor) => vendor.name === name);
  if (found !== undefined) return found;
  const names = able.map((vendor) => vendor.name).join(', ');
  throw new ConfigError([`${name} is no vendor of ${capability.toLowerCase()}; choose one of ${names}`]);
}
