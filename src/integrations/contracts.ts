import type { VendorError } from '../errors.js';
import type { WebhookReader } from './webhook-contract.js';

export type { AssetStore, SignedPut, SignedUrlOptions, StoredObject } from './asset-store-contract.js';
export type { HeardWebhook, WebhookReader, WebhookRefusal, WebhookRequest } from './webhook-contract.js';
export type {
  InspectOptions,
  MediaFamily,
  OnProgress,
  Renderer,
  RenderOptions,
  UploadedMedia,
} from './renderer-contract.js';

/** The outside services we speak to, as the graph and the database name them. */
export type VendorName = 'OPENAI' | 'ELEVENLABS' | 'HEYGEN' | 'SYNTHESIA' | 'RUNWAY' | 'PIKA';

/** What a vendor can do for us. A channel chooses one vendor for each. */
export type Capability = 'TEXT' | 'SPEECH' | 'AVATAR' | 'FOOTAGE';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A file on this machine's disk, owned by the task that made it. */
export interface LocalFile {
  readonly path: string;
  readonly contentType: string;
}

/** What a call will probably cost, before it is made. Money in millionths of a US dollar. */
export interface Estimate {
  readonly units: number;
  /** `token`, `character`, `second`, `credit` or `clip`. */
  readonly unit: string;
  readonly costMicroUsd: number;
}

/** What a call did cost, as far as the answer says. */
export interface Charge {
  readonly units: number;
  readonly unit: string;
  readonly costMicroUsd: number;
}

/** Handed to everything that leaves the process. `callKey` is unique per paid call and stable over repeats. */
export interface CallContext {
  readonly callKey: string;
  readonly signal: AbortSignal;
}

/**
 * How a create can be made safe when its answer was lost.
 * `IDEMPOTENT`: send again with the same key. `LOOKUP`: list the newest and find the key.
 * `BLIND`: nothing helps; a repeat may be paid twice.
 */
export type RecreateSafety = 'IDEMPOTENT' | 'LOOKUP' | 'BLIND';

/** What every vendor adapter says about itself. */
export interface Vendor {
  readonly name: VendorName;
  readonly capability: Capability;
  /** False when no key is set: the vendor can be named by a channel, but not called. */
  readonly configured: boolean;
  readonly recreate: RecreateSafety;
  /** Calls of one account that may be open at the same time. */
  readonly slots: number;
  readonly requestsPerMinute: number;
}

/** An answer that came in the reply itself. */
export interface Answered<T> {
  readonly value: T;
  /** The vendor's id of what it made (`resp_…`, history item). */
  readonly externalId: string | null;
  readonly requestId: string | null;
  readonly charge: Charge;
}

export interface TextRequest {
  /** Who writes, and by which rules: the system message. */
  readonly instructions: string;
  /** The task itself. Whatever a person wrote stands in it as quoted data. */
  readonly input: string;
  /** Name of the answer, `[a-z_]{1,64}`. */
  readonly schemaName: string;
  /** JSON Schema of the answer inside OpenAI's strict subset, at most 5 levels deep. */
  readonly schema: JsonObject;
  readonly maxOutputTokens: number;
  readonly modelId?: string | undefined;
}

export interface TextVendor extends Vendor {
  readonly capability: 'TEXT';
  estimate(request: TextRequest): Estimate;
  /**
   * @returns the parsed JSON answer; it met the schema at the vendor and is checked again by the caller
   * @throws {VendorError} `REFUSED_CONTENT` for a refusal, `BAD_ANSWER` (vendorCode `max_output_tokens`) when truncated
   */
  write(request: TextRequest, call: CallContext): Promise<Answered<Json>>;
}

export interface SpeechRequest {
  readonly text: string;
  readonly voiceId: string;
  readonly modelId?: string | undefined;
  /** BCP 47. */
  readonly language: string;
  /** 0..1 */
  readonly stability?: number | undefined;
  /** 0..1 */
  readonly similarityBoost?: number | undefined;
  /** 0.7..1.2, 1 is the voice's own pace. */
  readonly speed?: number | undefined;
  /** What is said before and after, for the intonation; not spoken. */
  readonly previousText?: string | undefined;
  readonly nextText?: string | undefined;
}

/** One character of the text as it was sent, and when it sounds. Times in ms from the start of the audio. */
export interface TimedCharacter {
  readonly character: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Speech {
  readonly audio: Uint8Array;
  /** `audio/mpeg` or `audio/wav`. */
  readonly contentType: string;
  /** Null when the vendor gave no alignment. */
  readonly characters: readonly TimedCharacter[] | null;
}

export interface SpeechVendor extends Vendor {
  readonly capability: 'SPEECH';
  estimate(request: SpeechRequest): Estimate;
  speak(request: SpeechRequest, call: CallContext): Promise<Answered<Speech>>;
}

/** The vendor took the job. `operation` is plain JSON, stored before anyone waits, enough to ask and to collect later. */
export interface Submitted {
  readonly externalId: string;
  readonly requestId: string | null;
  readonly operation: JsonObject;
  /** When the vendor names its price at once. */
  readonly estimate?: Estimate | undefined;
}

export type JobState =
  | {
      readonly state: 'WAITING';
      /** 0..1 as the vendor says, null when it does not. */
      readonly progress: number | null;
      /** In the vendor's words: `queued, position 2`. */
      readonly note: string;
      /** Earliest next question that the vendor allows or advises. */
      readonly askAgainMs: number;
    }
  | { readonly state: 'DONE'; readonly result: JobResult }
  | { readonly state: 'FAILED'; readonly error: VendorError; readonly charge: Charge | null };

export interface JobResult {
  /** The vendor's address of the file; it expires, so it is never stored. */
  readonly url: string;
  readonly charge: Charge | null;
}

/** What the vendor must have before the create. `prepared` is plain JSON, stored, and given to `prepare` again or to `submit`. */
export interface Preparation {
  readonly ready: boolean;
  readonly prepared: JsonObject;
  /** Earliest next `prepare`, when not ready. */
  readonly askAgainMs: number;
}

/** What is known of a job beside its id, as its request and its estimate said. All of it may be left out. */
export interface JobFacts {
  /** The model that was asked for; the vendor's own setting where none was. */
  readonly modelId?: string | undefined;
  /** Of the estimate, in the vendor's unit; without it some vendors cannot name the charge. */
  readonly units?: number | undefined;
}

/** A vendor whose work takes minutes: `submit` starts it, `check` looks, `collect` fetches. None of them waits. */
export interface JobVendor<Request> extends Vendor {
  estimate(request: Request): Estimate;
  /**
   * Brings files to the vendor ahead of `submit`; free of charge, so repeating it never costs. Absent where nothing is
   * to be brought. Called with null at first, then with what it returned last, until `ready`.
   * @throws {VendorError} never `AMBIGUOUS`: nothing is billed here
   */
  prepare?(request: Request, prepared: JsonObject | null, signal: AbortSignal): Promise<Preparation>;
  /**
   * The paid create. @param prepared the last, ready answer of `prepare`; required where the vendor has `prepare`
   * @throws {VendorError} `AMBIGUOUS` also for a 2xx whose id cannot be read: the job exists
   */
  submit(request: Request, call: CallContext, prepared?: JsonObject): Promise<Submitted>;
  /**
   * The operation of a job whose id a person or a webhook told us, as `submit` would have stored it; nothing is asked.
   * @throws {VendorError} `REFUSED_INPUT` when it is no id of this vendor
   */
  operationOf(externalId: string, facts?: JobFacts): JsonObject;
  check(operation: JsonObject, signal: AbortSignal): Promise<JobState>;
  /**
   * Downloads a finished result to `toPath`.
   * @returns the content type the server named
   * @throws {VendorError} `EXPIRED_URL` (ask `check` again), `UNSAFE_URL`, `BAD_ANSWER` when too large or of another kind
   */
  collect(result: JobResult, toPath: string, options: CollectOptions): Promise<LocalFile>;
  /**
   * Asks the vendor to stop. Absent where the vendor cannot. Never deletes finished, paid work.
   * @returns whether nothing is charged for the job; false also where nobody says so
   */
  cancel?(operation: JsonObject, signal: AbortSignal): Promise<boolean>;
  /** Only `LOOKUP`: the job that carries `callKey`, or null. */
  find?(callKey: string, signal: AbortSignal): Promise<Submitted | null>;
}

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Bytes so far and the total the server announced, if any. */
  readonly onBytes?: ((bytes: number, totalBytes: number | null) => void) | undefined;
}

export interface AvatarRequest {
  readonly avatarId: string;
  readonly audio: LocalFile & { readonly durationMs: number };
  /** What is said, for vendors that want the text beside the sound. */
  readonly script: string;
  readonly language: string;
  readonly aspectRatio: '16:9' | '9:16' | '1:1';
  /** `#RRGGBB` behind the presenter. */
  readonly backgroundColor: string;
  readonly title: string;
}

export interface AvatarVendor extends JobVendor<AvatarRequest> {
  readonly capability: 'AVATAR';
}

export interface FootageRequest {
  readonly prompt: string;
  readonly modelId?: string | undefined;
  readonly aspectRatio: '16:9' | '9:16' | '1:1';
  /** What the scene needs; the adapter rounds up to what its model can make, up to the model's limit. */
  readonly durationMs: number;
  /** 0..4294967295; the same seed and prompt give a like clip. */
  readonly seed: number;
}

export interface FootageVendor extends JobVendor<FootageRequest> {
  readonly capability: 'FOOTAGE';
}

export type AnyVendor = TextVendor | SpeechVendor | AvatarVendor | FootageVendor;

/** Who reads the messages of which vendor. Vendors that send none of their jobs are not there. */
export type WebhookReaders = ReadonlyMap<VendorName, WebhookReader>;

/** Every vendor the program knows, by name; made once in `integrations/index.ts`. */
export interface Vendors {
  readonly all: readonly AnyVendor[];
  /** @throws {ConfigError} unknown to this capability */
  text(name: VendorName): TextVendor;
  speech(name: VendorName): SpeechVendor;
  avatar(name: VendorName): AvatarVendor;
  footage(name: VendorName): FootageVendor;
}
