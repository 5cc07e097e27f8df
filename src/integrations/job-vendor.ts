import { VendorError } from '../errors.js';
import { ApiVendor } from './api-vendor.js';
import type {
  Charge,
  CollectOptions,
  Estimate,
  JobFacts,
  JobResult,
  JobState,
  JsonObject,
  LocalFile,
  Submitted,
  VendorName,
} from './contracts.js';
import { goneJob } from './job-state.js';
import type { ApiAnswer } from './vendor-api.js';
import type { VendorSettings } from './vendor-settings.js';

const DOWNLOAD_LIMITS = {
  AVATAR: { maxBytes: 4 * 1024 ** 3, deadlineMs: 15 * 60_000 },
  FOOTAGE: { maxBytes: 1024 ** 3, deadlineMs: 5 * 60_000 },
};

/** What all vendors have in common that make a film in minutes: asking, collecting, and naming their jobs. */
export abstract class ApiJobVendor<
  Name extends VendorName,
  Settings extends VendorSettings,
> extends ApiVendor<Name, Settings> {
  abstract readonly capability: keyof typeof DOWNLOAD_LIMITS;
  /** What the vendor calls a job, for sentences about its id. */
  protected abstract readonly jobNoun: string;

  /** Asks where a job stands. A 404 means that the vendor forgot it. */
  protected abstract look(operation: JsonObject, signal: AbortSignal): Promise<JobState>;
  /** What is stored of a job. */
  protected abstract operationFor(externalId: string, facts: JobFacts): JsonObject;

  async check(operation: JsonObject, signal: AbortSignal): Promise<JobState> {
    try {
      return await this.look(operation, signal);
    } catch (error) {
      return goneJob(error);
    }
  }

  collect(result: JobResult, toPath: string, options: CollectOptions): Promise<LocalFile> {
    return this.api.collectVideo(result, toPath, options, DOWNLOAD_LIMITS[this.capability]);
  }

  operationOf(externalId: string, facts: JobFacts = {}): JsonObject {
    this.api.part(externalId, this.jobNoun);
    return this.operationFor(externalId, facts);
  }

  /** @param path behind the base URL, or a whole address on its origin */
  protected get(path: string, signal: AbortSignal): Promise<ApiAnswer> {
    return this.api.request({ method: 'GET', path, effect: 'READ', signal });
  }

  /** The job exists and may be paid already, so an id of any form is kept. */
  protected submitted(externalId: string, answer: ApiAnswer, estimate?: Estimate): Submitted {
    const operation = this.operationFor(externalId, {});
    return { externalId, requestId: answer.requestId, operation, ...(estimate ? { estimate } : {}) };
  }

  /** @param url as the vendor named it @param missing end of the sentence when it named none */
  protected done(url: string | null | undefined, charge: Charge | null, missing: string): JobState {
    if (url) return { state: 'DONE', result: { url, charge } };
    throw new VendorError(this.name, 'BAD_ANSWER', `${this.name} ${missing}`);
  }
}
