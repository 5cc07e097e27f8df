import type { TimedWord } from '../video/specs.js';

/** What a simulated vendor gets of an HTTP request. `path` starts behind the vendor's mount: `/v3/videos/abc`. */
export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Raw bytes, at most 64 MiB. */
  readonly body: Uint8Array;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** What it answers. `file` streams from disk with Range; `json` is serialised; `events` are sent as server-sent events. */
export interface SimulatedReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly file?: string;
  readonly events?: AsyncIterable<string>;
  /** Named operation of this request, as in the ledger and in faults: `speak`, `createVideo`, `getTask`. */
  readonly operation: string;
}

/** One creation that the vendor would bill. */
export interface LedgerRow {
  readonly at: string;
  readonly vendor: string;
  readonly operation: string;
  readonly externalId: string;
  /** The key a client sent, if the vendor has such a thing, else its title or callback id; null when none. */
  readonly idempotencyKey: string | null;
  readonly units: number;
  readonly usd: number;
}

/** A vendor's simulator: a small server of its own behind a mount such as `/heygen`. */
export interface VendorSimulator {
  /** As in the control requests: `openai`, `elevenlabs`, `heygen`, `synthesia`, `runway`, `pika`. */
  readonly vendor: string;
  /** `/openai/v1`, `/elevenlabs`, `/heygen`, `/synthesia`, `/runway`, `/fal`. */
  readonly mount: string;
  /** Names the operation of a request before it is handled, so that a fault can strike first. Null: unknown path. */
  operationOf(request: SimulatedRequest): string | null;
  handle(request: SimulatedRequest): Promise<SimulatedReply>;
  /** Every name that `operationOf` can give; a fault for another one is refused. Absent: any name is taken. */
  readonly operations?: readonly string[];
  /** The vendor's own error body for a status, for faults without a body and for crashes. */
  readonly errorBody?: (status: number, message: string) => unknown;
}

/** The world a simulator lives in; made once per server, handed to each vendor's factory. */
export interface SimulatedWorld {
  /** Base address of this server, no slash at the end; known once it listens. */
  readonly origin: () => string;
  readonly media: SimulatedMedia;
  readonly jobs: SimulatedJobs;
  /** Writes a billed creation down. */
  bill(row: Omit<LedgerRow, 'at'>): void;
  /** Takes back the row of a creation that was cancelled before it began. */
  unbill(vendor: string, externalId: string): void;
  /** A stable id made from words: the same words give the same id, in the form of a UUID v4. */
  stableId(...words: readonly string[]): string;
  /** Folder for files of this server, removed at its end. */
  readonly folder: string;
}

/** How long jobs take and how big pictures are: `POST /_control/speed`. */
export interface SimulatedSpeed {
  /** Seconds from creation to completion of an asynchronous job, counted from creation. */
  readonly jobSeconds: number;
  /** TINY: tiny pictures, for tests that are not about pictures. */
  readonly media: 'FULL' | 'TINY';
}

export interface SimulatedSpeech {
  /** RIFF WAV file, PCM 16 bit mono. */
  readonly wavPath: string;
  readonly sampleRate: number;
  readonly durationMs: number;
  readonly words: readonly TimedWord[];
  /** Start and end in seconds of each character of the text as sent, in order, none left out. */
  readonly characterStartSeconds: readonly number[];
  readonly characterEndSeconds: readonly number[];
}

/** Real media, the same for the same request, kept in a cache by digest. */
export interface SimulatedMedia {
  /** @throws {UnsupportedLanguageError} when no engine for the language is there */
  speak(request: {
    text: string;
    voiceId: string;
    language: string;
    speed: number;
  }): Promise<SimulatedSpeech>;
  /** Encodes a WAV file as `mp3`, `pcm`, `wav` … @returns path */
  encodeAudio(
    wavPath: string,
    target: { codec: 'mp3' | 'opus' | 'pcm' | 'wav' | 'ulaw' | 'alaw'; sampleRate: number; kbps?: number },
  ): Promise<string>;
  /** A presenter whose mouth moves with the loudness of the sound and rests in silence; as long as the sound; with the sound. */
  renderAvatar(request: {
    audioPath: string;
    width: number;
    height: number;
    backgroundColor: string;
    lookId: string;
  }): Promise<RenderedMedia>;
  /** A moving picture that differs by prompt in colour, shapes and motion; silent; exactly as long as asked. */
  renderFootage(request: {
    prompt: string;
    width: number;
    height: number;
    seconds: number;
    seed: number;
  }): Promise<RenderedMedia>;
}

export interface RenderedMedia {
  readonly path: string;
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
}

/** A slow job of a vendor. Its media is made while it "runs"; it completes when both the time is over and the media is there. */
export interface SimulatedJob<Detail> {
  readonly id: string;
  readonly vendor: string;
  readonly createdAtMs: number;
  readonly detail: Detail;
  /** `QUEUED` → `RUNNING` → `DONE` | `FAILED` | `CANCELLED`. */
  readonly state: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** 0..1, of elapsed time; 1 only when done. */
  readonly progress: number;
  readonly media: RenderedMedia | null;
  /** What a fault planted, or what making the media threw. */
  readonly failure: string | null;
}

export interface SimulatedJobs {
  /** Starts one; at most `slots` jobs of a vendor run at once, the others stay QUEUED. */
  start<Detail>(job: {
    id: string;
    vendor: string;
    detail: Detail;
    slots: number;
    make: () => Promise<RenderedMedia>;
  }): SimulatedJob<Detail>;
  get<Detail>(vendor: string, id: string): SimulatedJob<Detail> | null;
  list<Detail>(vendor: string): readonly SimulatedJob<Detail>[];
  /** True when it was still open. */
  cancel(vendor: string, id: string): boolean;
  remove(vendor: string, id: string): void;
  /** Open jobs of a vendor. */
  running(vendor: string): number;
  /** Calls back once when the job ends, for webhooks. */
  whenEnded(vendor: string, id: string, listener: () => void): void;
  /** A signed, expiring address of a finished job's file; asking again gives a fresh one. */
  resultUrl(vendor: string, id: string, options?: { expiresInSeconds?: number; fileName?: string }): string;
}
