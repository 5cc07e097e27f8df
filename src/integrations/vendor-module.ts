import type { AnyVendor, Capability, VendorName } from './contracts.js';
import type { Http } from './http.js';
import { readSettings, type SettingsOf, type SettingsSpec, type VendorSettings } from './vendor-settings.js';

/** A vendor as the list in `index.ts` knows it. */
export interface VendorModule {
  readonly name: VendorName;
  readonly capability: Capability;
  readonly settings: SettingsSpec;
  /** @param problems gets a sentence for every wrong setting */
  read(env: Readonly<Record<string, string | undefined>>, problems: string[]): VendorSettings;
  /** @param settings what `read` of the same vendor returned */
  create(settings: VendorSettings, http: Http): AnyVendor;
}

/** Makes an entry of the list from a vendor's settings and its factory. */
export function defineVendor<Spec extends SettingsSpec>(vendor: {
  readonly name: VendorName;
  readonly capability: Capability;
  readonly settings: Spec;
  readonly create: (settings: SettingsOf<Spec> & VendorSettings, http: Http) => AnyVendor;
}): VendorModule {
  return {
    name: vendor.name,
    capability: vendor.capability,
    settings: vendor.settings,
    // The spec of every vendor starts from `commonSettings`; what it reads comes back to it alone.
    read: (env, problems) => readSettings(vendor.settings, env, problems) as unknown as VendorSettings,
    create: (settings, http) => vendor.create(settings as SettingsOf<Spec> & VendorSettings, http),
  };
}
