import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { SignedLink } from './signed-links.js';

/** An upload that is not what its link was signed for. */
export class UploadRefusal extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The body of an upload, counted on its way: it fails as soon as it has more bytes than signed, or ends with fewer.
 * What the headers say already is refused before a byte is read.
 * @throws {UploadRefusal}
 */
export function countedUpload(request: IncomingMessage, link: SignedLink): Readable {
  const signedBytes = link.sizeBytes ?? 0;
  if (request.headers['content-type']?.toLowerCase() !== link.contentType.toLowerCase()) {
    throw new UploadRefusal(415, `This link takes Content-Type: ${link.contentType}.`);
  }
  const announced = request.headers['content-length'];
  if (announced !== undefined) refuseOtherSize(Number(announced), signedBytes);
  return Readable.from(count(request, signedBytes), { objectMode: false });
}

async function* count(request: IncomingMessage, signedBytes: number): AsyncGenerator<Buffer> {
  let seenBytes = 0;
  // the stream stays open after a refusal, so that the answer can still be sent
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    seenBytes += chunk.length;
    if (seenBytes > signedBytes) refuseOtherSize(seenBytes, signedBytes);
    yield chunk;
  }
  refuseOtherSize(seenBytes, signedBytes);
}

function refuseOtherSize(sizeBytes: number, signedBytes: number): void {
  if (sizeBytes > signedBytes)
    throw new UploadRefusal(413, `This link takes ${signedBytes} bytes, not more.`);
  if (sizeBytes < signedBytes)
    throw new UploadRefusal(400, `This link takes ${signedBytes} bytes, not ${sizeBytes}.`);
}
