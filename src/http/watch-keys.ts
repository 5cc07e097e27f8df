import type { Connection } from './connection.js';
import type { HttpParts } from './parts.js';

/** Twice in the time in which a key that was revoked must be without effect. */
const RECHECK_MS = 2_000;
/** Stock clients answer it by connecting again, and may then come with a new key. */
const EXPIRED = 4403;

/**
 * A key or token may end while its sockets are open: by itself, or because somebody revoked it, on whatever server.
 * Each server asks the database, so that no notice can get lost.
 * @returns what ends it
 */
export function watchKeys(
  { orm, keys, logger }: Pick<HttpParts, 'orm' | 'keys' | 'logger'>,
  open: ReadonlySet<Connection>,
): () => void {
  let isChecking = false;
  async function recheck(): Promise<void> {
    const known = [...open].flatMap((connection) => {
      const { viewer } = connection;
      return viewer && connection.isOpen ? [{ viewer, connection }] : [];
    });
    if (known.length === 0) return;
    const good = await keys.stillGood(
      orm.em.fork(),
      known.map(({ viewer }) => viewer),
    );
    for (const { viewer, connection } of known)
      if (!good.has(viewer)) connection.hangUp(EXPIRED, 'The key has expired or was revoked');
  }
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    recheck()
      .catch((error: unknown) => logger.warn({ error }, 'keys of open sockets could not be checked'))
      .finally(() => (isChecking = false));
  }, RECHECK_MS);
  return () => clearInterval(timer);
}
