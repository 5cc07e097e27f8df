import type { VendorName } from './contracts.js';
import type { Http } from './http.js';
import { VendorApi, type VendorApiOptions } from './vendor-api.js';
import type { VendorSettings } from './vendor-settings.js';

/** What tells one vendor's API from another's: its name, how the key is sent, and how its errors are read. */
export interface ApiTraits<Name extends VendorName> extends Pick<VendorApiOptions, 'headers' | 'explain'> {
  readonly name: Name;
}

/** A vendor behind one key and one base URL, with the limits that its settings name. */
export abstract class ApiVendor<Name extends VendorName, Settings extends VendorSettings> {
  readonly name: Name;
  readonly configured: boolean;
  readonly slots: number;
  readonly requestsPerMinute: number;
  protected readonly api: VendorApi;

  constructor(
    protected readonly settings: Settings,
    http: Http,
    { name, headers, explain }: ApiTraits<Name>,
  ) {
    this.name = name;
    this.configured = settings.apiKey !== null;
    this.slots = settings.concurrency;
    this.requestsPerMinute = settings.requestsPerMinute;
    this.api = new VendorApi(http, {
      vendor: name,
      keyVariable: `${name}_API_KEY`,
      apiKey: settings.apiKey,
      baseUrl: settings.baseUrl,
      answerMs: settings.answerSeconds * 1_000,
      headers,
      explain,
    });
  }
}
