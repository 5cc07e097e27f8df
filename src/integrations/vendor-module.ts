import type { AnyVendor, Capability, VendorName, WebhookReader } from './contracts.js';
import type { Http } from './http.js';
import { readSettings, type SettingsOf, type SettingsSpec, type VendorSettings } from './vendor-settings.js';

/** A vendor as the list in `index.ts` knows it. */
export interface VendorModule {
  readonly name: VendorName;
  readonly capability: Capability;
  readonly settings: SettingsSpec;
  /** @param problems gets a sentence for every wrong setting */
  read(env: Readonly<Record<string, string | undefined>>, problems: string[]): VendorSettings;
  /**
   * @param settings what `read` of the same vendor returned
   * @param webhookUrl where the vendor can call us back; null when it cannot
   */
  create(settings: VendorSettings, http: Http, webhookUrl: string | null): AnyVendor;
  /** Reads the vendor's messages; null when it sends none of its jobs. @param settings as above */
  readonly webhooks: ((settings: VendorSettings, http: Http) => WebhookReader) | null;
}

/** Makes an entry of the list from a vendor's settings and its factory. */
export function defineVendor<Spec extends SettingsSpec>(vendor: {
  readonly name: VendorName;
  readonly capability: Capability;
  readonly settings: Spec;
  readonly create: (
    settings: SettingsOf<Spec> & VendorSettings,
    http: Http,
    webhookUrl: string | null,
  ) => AnyVendor;
  readonly webhooks?: (settings: SettingsOf<Spec> & VendorSettings, http: Http) => WebhookReader;
}): VendorModule {
  const { create, webhooks } = vendor;
  type Own = SettingsOf<Spec> & VendorSettings;
  return {
    name: vendor.name,
    capability: vendor.capability,
    settings: vendor.settings,
    // The spec of every vendor starts from `commonSettings`; what it reads comes back to it alone, here and below.
    read: (env, problems) => readSettings(vendor.settings, env, problems) as unknown as VendorSettings,
    create: (settings, http, webhookUrl) => create(settings as Own, http, webhookUrl),
    webhooks: webhooks ? (settings, http) => webhooks(settings as Own, http) : null,
  };
}
