import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './errors.js';

/** Every setting of ours, checked. Vendors read theirs from `env` in their own folders. */
export interface Config {
  /** The environment with `.env` in it, for the vendors' own settings. Contains keys: never to be logged. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly port: number;
  readonly host: string;
  /** Where others reach us; null: where we listen. */
  readonly publicUrl: string | null;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly s3: S3Config | null;
  readonly dataFolder: string;
  readonly adminKey: string | null;
  /** Signs the links of the embedded store; null: made once and kept in the data folder. */
  readonly encryptionKey: string | null;
  readonly origins: readonly string[];
  /** Null where nobody signs in with tokens. */
  readonly oidc: OidcConfig | null;
  readonly introspection: boolean;
  /** Proxies of ours before the server. */
  readonly trustedProxies: number;
  /** Whether operations may be free text; `prefer` counts it, `only` leaves it to admins. */
  readonly documents: 'open' | 'prefer' | 'only';
  /** File with the documents of front ends by id; null: only those of our own programs have ids. */
  readonly documentsManifest: string | null;
  /** Points that one operation of the API may cost. */
  readonly costLimit: number;
  /** Points that a key may use in an hour. */
  readonly pointsPerHour: number;
  /** Operations that may be under way on one socket. */
  readonly operationsPerSocket: number;
  /** Sockets that one key or person may have open at one server. */
  readonly socketsPerKey: number;
  /** Sockets from one address at one server. */
  readonly socketsPerAddress: number;
  readonly leaseSeconds: number;
  /** After so long a job whose answer was lost must have shown up in the vendor's list. */
  readonly lookupSeconds: number;
  /** Tries of a task before it fails. */
  readonly attempts: number;
  /** No job of a vendor takes longer. */
  readonly jobMinutes: number;
  readonly eventDays: number;
  readonly auditDays: number;
  readonly orphanHours: number;
  readonly vendors: 'simulated' | 'live' | null;
  readonly logLevel: LogLevelName;
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly concurrency: number;
  readonly databaseConnections: number;
  /** Where workers are made to die, for tests; null: nowhere. */
  readonly failpoints: string | null;
}

export interface S3Config {
  readonly endpoint: string;
  readonly publicEndpoint: string | undefined;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
  readonly region: string;
}

/** The sign-in service whose tokens are good here. */
export interface OidcConfig {
  /** Exactly as it stands in the tokens. */
  readonly issuer: string;
  /** One of these must be in a token. */
  readonly audience: readonly string[];
  /** Where its public keys are; null: found by discovery. */
  readonly jwksUrl: string | null;
  readonly roleClaim: string;
  /** Null: tokens are not limited to channels. */
  readonly channelsClaim: string | null;
}

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevelName = (typeof LOG_LEVELS)[number];

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be ${min} to ${max}`);
const address = (protocols: RegExp, example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.test(text), `must be an address such as ${example}`);
/** With the name of a database. */
const databaseAddress = address(/^postgres(ql)?:\/\/.*\/[^/?#]+/i, 'postgresql://user@host:5432/acog');
const http = address(/^https?:/i, 'https://host:port').transform((text) => text.replace(/\/+$/, ''));

/** @throws {ConfigError} for an address that names no database */
export function checkDatabaseUrl(text: string): void {
  const parsed = databaseAddress.safeParse(text);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ message }) => `DATABASE_URL ${message}.`));
}

/** Letters, digits and hyphens between dots; what looks like numbers alone is an address or nothing. */
const HOST_NAME = /^(?!-)(?=.*[a-z])[a-z\d-]{1,63}(\.[a-z\d-]{1,63})*$/i;
const listed = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean),
);

const Settings = z.object({
  PORT: whole(0, 65_535).default(4000),
  HOST: z
    .string()
    .refine(
      (text) => isIP(text) !== 0 || HOST_NAME.test(text),
      'must be an address or a host name, such as 127.0.0.1',
    )
    .default('127.0.0.1'),
  PUBLIC_URL: http.optional(),
  DATABASE_URL: databaseAddress.optional(),
  REDIS_URL: address(/^rediss?:/i, 'redis://host:6379')
    .refine(
      (text) => /^\/?\d{0,4}$/.test(URL.parse(text)?.pathname ?? ''),
      'may end with the number of a database only, such as redis://host:6379/2',
    )
    .optional(),
  S3_ENDPOINT: http.optional(),
  S3_PUBLIC_ENDPOINT: http.optional(),
  S3_ACCESS_KEY: z.string().optional(),
  S3_SECRET_KEY: z.string().optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name: 3 to 63 of a-z, 0-9, dot, hyphen')
    .default('acog'),
  S3_REGION: z.string().default('us-east-1'),
  ACOG_DATA_DIR: z.string().default('.acog'),
  ACOG_ADMIN_KEY: z
    .string()
    .min(16, 'must have at least 16 characters')
    .max(200)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks')
    .optional(),
  ACOG_ENCRYPTION_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  OIDC_ISSUER: address(/^https?:/i, 'https://sign-in.example.com').optional(),
  OIDC_AUDIENCE: listed.optional(),
  OIDC_JWKS_URL: address(/^https?:/i, 'https://sign-in.example.com/keys').optional(),
  OIDC_ROLE_CLAIM: z.string().default('acog_role'),
  OIDC_CHANNELS_CLAIM: z.string().optional(),
  ACOG_ORIGINS: listed.pipe(z.array(http)).optional(),
  ACOG_INTROSPECTION: z.enum(['on', 'off'], 'must be on or off').default('on'),
  ACOG_TRUSTED_PROXIES: whole(0, 10).default(0),
  ACOG_DOCUMENTS: z.enum(['open', 'prefer', 'only'], 'must be open, prefer or only').default('open'),
  ACOG_DOCUMENTS_MANIFEST: z.string().optional(),
  ACOG_COST_LIMIT: whole(100, 1_000_000_000).default(50_000),
  ACOG_POINTS_PER_HOUR: whole(100, 1_000_000_000).default(5_000_000),
  ACOG_OPERATIONS_PER_SOCKET: whole(1, 1_000).default(50),
  ACOG_SOCKETS_PER_KEY: whole(1, 100_000).default(1_000),
  ACOG_SOCKETS_PER_ADDRESS: whole(1, 100_000).default(100),
  ACOG_LEASE_SECONDS: whole(1, 3600).default(60),
  ACOG_LOOKUP_SECONDS: whole(1, 3600).default(150),
  ACOG_ATTEMPTS: whole(1, 20).default(5),
  ACOG_JOB_MINUTES: whole(1, 10_080).default(120),
  ACOG_EVENT_DAYS: whole(1, 36_500).default(90),
  ACOG_AUDIT_DAYS: whole(1, 36_500).default(365),
  ACOG_ORPHAN_HOURS: whole(1, 8_760).default(48),
  ACOG_VENDORS: z.enum(['simulated', 'live'], 'must be simulated or live').optional(),
  ACOG_CONCURRENCY: whole(1, 256).optional(),
  ACOG_DATABASE_CONNECTIONS: whole(2, 500).default(20),
  ACOG_FAILPOINTS: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
});

/** The environment of this process. Nothing else reads it. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Of a list the entry is named too, by its place. */
function sentenceOf({ path: [name, index], message }: z.core.$ZodIssue): string {
  const entry = typeof index === 'number' ? ` entry ${index + 1}` : '';
  return `${String(name)}${entry} ${message}.`;
}

/**
 * Reads and checks every setting of ours. An empty value is no value.
 * @throws {ConfigError} with a sentence for each wrong one
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(Settings.shape).map((name) => [name, env[name] === '' ? undefined : env[name]]),
  );
  const parsed = Settings.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map(sentenceOf);
  if (!given.DATABASE_URL)
    problems.push(
      'DATABASE_URL is not set; name a PostgreSQL database, or use `npm start`, which brings its own.',
    );
  if (!given.REDIS_URL)
    problems.push('REDIS_URL is not set; name a Redis server, or use `npm start`, which brings its own.');
  if (given.S3_ENDPOINT && !(given.S3_ACCESS_KEY && given.S3_SECRET_KEY))
    problems.push('S3_ENDPOINT is set; set S3_ACCESS_KEY and S3_SECRET_KEY too.');
  if (parsed.success && parsed.data.ACOG_COST_LIMIT > parsed.data.ACOG_POINTS_PER_HOUR)
    problems.push(
      'ACOG_COST_LIMIT is more than ACOG_POINTS_PER_HOUR: no key could pay for such an operation.',
    );
  if (given.OIDC_ISSUER && !given.OIDC_AUDIENCE)
    problems.push(
      'OIDC_ISSUER is set; set OIDC_AUDIENCE too, or tokens for other services would be good here.',
    );
  if (!given.OIDC_ISSUER && (given.OIDC_AUDIENCE ?? given.OIDC_JWKS_URL ?? given.OIDC_CHANNELS_CLAIM))
    problems.push('OIDC_AUDIENCE, OIDC_JWKS_URL or OIDC_CHANNELS_CLAIM is set; set OIDC_ISSUER too.');
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const s = parsed.data;
  return {
    env,
    port: s.PORT,
    host: s.HOST,
    publicUrl: s.PUBLIC_URL ?? null,
    databaseUrl: s.DATABASE_URL ?? '',
    redisUrl: s.REDIS_URL ?? '',
    s3: s.S3_ENDPOINT
      ? {
          endpoint: s.S3_ENDPOINT,
          publicEndpoint: s.S3_PUBLIC_ENDPOINT,
          accessKey: s.S3_ACCESS_KEY ?? '',
          secretKey: s.S3_SECRET_KEY ?? '',
          bucket: s.S3_BUCKET,
          region: s.S3_REGION,
        }
      : null,
    dataFolder: resolve(s.ACOG_DATA_DIR),
    adminKey: s.ACOG_ADMIN_KEY ?? null,
    encryptionKey: s.ACOG_ENCRYPTION_KEY ?? null,
    origins: s.ACOG_ORIGINS ?? [],
    oidc: s.OIDC_ISSUER
      ? {
          issuer: s.OIDC_ISSUER,
          audience: s.OIDC_AUDIENCE ?? [],
          jwksUrl: s.OIDC_JWKS_URL ?? null,
          roleClaim: s.OIDC_ROLE_CLAIM,
          channelsClaim: s.OIDC_CHANNELS_CLAIM ?? null,
        }
      : null,
    introspection: s.ACOG_INTROSPECTION === 'on',
    trustedProxies: s.ACOG_TRUSTED_PROXIES,
    documents: s.ACOG_DOCUMENTS,
    documentsManifest: s.ACOG_DOCUMENTS_MANIFEST ? resolve(s.ACOG_DOCUMENTS_MANIFEST) : null,
    costLimit: s.ACOG_COST_LIMIT,
    pointsPerHour: s.ACOG_POINTS_PER_HOUR,
    operationsPerSocket: s.ACOG_OPERATIONS_PER_SOCKET,
    socketsPerKey: s.ACOG_SOCKETS_PER_KEY,
    socketsPerAddress: s.ACOG_SOCKETS_PER_ADDRESS,
    leaseSeconds: s.ACOG_LEASE_SECONDS,
    lookupSeconds: s.ACOG_LOOKUP_SECONDS,
    attempts: s.ACOG_ATTEMPTS,
    jobMinutes: s.ACOG_JOB_MINUTES,
    eventDays: s.ACOG_EVENT_DAYS,
    auditDays: s.ACOG_AUDIT_DAYS,
    orphanHours: s.ACOG_ORPHAN_HOURS,
    vendors: s.ACOG_VENDORS ?? null,
    logLevel: s.LOG_LEVEL,
    ffmpegPath: s.FFMPEG_PATH,
    ffprobePath: s.FFPROBE_PATH,
    concurrency: s.ACOG_CONCURRENCY ?? availableParallelism(),
    databaseConnections: s.ACOG_DATABASE_CONNECTIONS,
    failpoints: s.ACOG_FAILPOINTS ?? null,
  };
}

/** A secret that nobody has to think of. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
