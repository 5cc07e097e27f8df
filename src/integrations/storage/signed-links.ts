import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { StorageError } from '../../errors.js';

const LONGEST_SECONDS = 7 * 24 * 60 * 60; // S3 signs nothing longer
const PURPOSE = 'acog asset link 1\n';

const linkSchema = z.object({
  method: z.enum(['GET', 'PUT']),
  id: z.string(),
  key: z.string(),
  /** Seconds since 1970. */
  expiresAt: z.int(),
  contentType: z.string(),
  disposition: z.enum(['inline', 'attachment']),
  fileName: z.string(),
  /** Of what is uploaded; null in a link that reads. */
  sizeBytes: z.int().nonnegative().nullable(),
});

/** Everything a signed link says. All of it is under the signature. */
export type SignedLink = Readonly<z.infer<typeof linkSchema>>;

/** Why a link does not open: `FORGED` is also what a truncated or mistyped one is. */
export type LinkRefusal = 'FORGED' | 'EXPIRED';

/** How long a link of any store may last. @throws {StorageError} outside of 1 s to 7 days */
export function checkLifetime(expiresInSeconds: number): void {
  if (expiresInSeconds >= 1 && expiresInSeconds <= LONGEST_SECONDS) return;
  throw new StorageError(`A link lasts 1 to ${LONGEST_SECONDS} seconds, not ${expiresInSeconds}.`);
}

/** Makes and reads the links of the embedded store. Whoever has the secret can read every file. */
export class SignedLinks {
  constructor(
    private readonly publicUrl: () => string,
    private readonly secret: string,
  ) {}

  /** @throws {StorageError} a lifetime outside of 1 s to 7 days */
  sign(link: Omit<SignedLink, 'expiresAt'>, expiresInSeconds: number): { url: string; expiresAt: Date } {
    checkLifetime(expiresInSeconds);
    const expiresAt = Math.floor(Date.now() / 1000 + expiresInSeconds);
    const content = Buffer.from(JSON.stringify({ ...link, expiresAt })).toString('base64url');
    const path = link.method === 'PUT' ? 'assets/uploads' : 'assets';
    const query = new URLSearchParams({
      link: content,
      signature: this.#signature(content),
    });
    const origin = this.publicUrl().replace(/\/+$/, '');
    const url = `${origin}/${path}/${encodeURIComponent(link.id)}?${query.toString()}`;
    return { url, expiresAt: new Date(expiresAt * 1000) };
  }

  /** @param target path and query of a request, as it came; the path may stand below a prefix of the public URL */
  read(method: SignedLink['method'], target: string): SignedLink | LinkRefusal {
    const url = URL.parse(target, 'http://any');
    const content = url?.searchParams.get('link');
    const signature = url?.searchParams.get('signature');
    if (!url || !content || !signature) return 'FORGED';
    const given = Buffer.from(signature); // as text: several spellings of base64 decode to the same bytes
    const right = Buffer.from(this.#signature(content));
    if (given.length !== right.length || !timingSafeEqual(given, right)) return 'FORGED';
    const link = linkSchema.parse(JSON.parse(Buffer.from(content, 'base64url').toString()));
    // a link of one asset or one verb must not open another
    if (link.method !== method || encodeURIComponent(link.id) !== url.pathname.split('/').at(-1))
      return 'FORGED';
    return link.expiresAt * 1000 <= Date.now() ? 'EXPIRED' : link;
  }

  #signature(content: string): string {
    return createHmac('sha256', this.secret).update(PURPOSE).update(content).digest('base64url');
  }
}
