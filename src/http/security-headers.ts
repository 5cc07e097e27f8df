import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { Answer } from './answer.js';

/** Headers that every answer carries, by kind. They are the same each time, so helmet is asked once. */
export interface SecurityHeaders {
  /** For answers that are data: no page may do anything with them but read. */
  set(response: Answer): void;
  /** For files that pages elsewhere show: a video in the player of a front end. */
  setForMedia(response: Answer): void;
}

/** @param publicUrl with https, browsers are told never to come back without it */
export function createSecurityHeaders(publicUrl: string | null): SecurityHeaders {
  const data = headersOf({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: publicUrl?.startsWith('https:')
      ? { maxAge: 31_536_000, includeSubDomains: false }
      : false, // who serves without TLS would lock browsers out
  });
  const media = new Map(data).set('cross-origin-resource-policy', 'cross-origin');
  const setter = (headers: ReadonlyMap<string, string>) => {
    const pairs = [...headers].flat();
    return (response: Answer) => response.stand(pairs);
  };
  return { set: setter(data), setForMedia: setter(media) };
}

function headersOf(options: Parameters<typeof helmet>[0]): Map<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => undefined);
  return new Map(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
