import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { Client } from 'minio';
import { StorageError } from '../../errors.js';

export interface S3Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** `us-east-1` where the service has none. */
  readonly region: string;
}

/** A service that says nothing for this long has gone, whatever its socket says. */
const SILENCE_MS = 20_000;

/**
 * The client of one S3 service. It never tries again by itself: who calls us knows better when, and the client would
 * write to the console.
 * @param endpoint `http[s]://host[:port]`
 * @throws {StorageError} an endpoint that is no such URL
 */
export function s3Client(endpoint: string, { accessKey, secretKey, region }: S3Credentials): Client {
  const url = URL.parse(endpoint);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new StorageError(
      'The S3 endpoint must be http://host or https://host, with a port if need be and no path.',
    );
  }
  const useSSL = url.protocol === 'https:';
  return new Client({
    endPoint: url.hostname.replace(/^\[|\]$/g, ''),
    ...(url.port !== '' && { port: Number(url.port) }),
    useSSL,
    accessKey,
    secretKey,
    region,
    transport: withDeadline(useSSL ? https : http),
    retryOptions: { disableRetry: true },
  });
}

const ending = new AsyncLocalStorage<AbortSignal | undefined>();

/** The client takes no signal: what an action asks the service for, and waits for, ends with this one. */
export function endingWith<T>(signal: AbortSignal | undefined, action: () => Promise<T>): Promise<T> {
  return ending.run(signal, action);
}

type Transport = Pick<typeof http, 'request'>;

function withDeadline(transport: Transport): Transport {
  const request = (options: http.RequestOptions, onResponse?: (response: http.IncomingMessage) => void) => {
    const sent = transport.request({ ...options, signal: ending.getStore() }, onResponse);
    sent.setTimeout(SILENCE_MS, () => sent.destroy(new Error(`no answer for ${SILENCE_MS / 1000} s`)));
    return sent;
  };
  // the client calls it in this one form; node:http has more
  return { request: request as typeof http.request };
}
