const LONGEST = 400;

/** Forms in which the vendors' keys and tokens appear, so that one is caught even when it is not ours. */
const KEY_FORMS = /\b(?:sk|key|rk|pk|whsec)[-_][\w-]{6,}[*\w-]*|\b(?:Bearer|Key|Basic)\s+[\w.~+/:=-]{6,}/g;

/** The query of an address carries signatures; host and path say enough. */
const QUERY = /(https?:\/\/[^\s"'<>?#]*)[?#][^\s"'<>]*/g;

/** Credentials before the host. */
const USERINFO = /(https?:\/\/)[^\s"'<>/@]*@/g;

/**
 * Makes words from outside fit for a message: no key, no signed address, no control characters, 400 characters at most.
 *
 * @param secrets values that must not appear, whatever their form
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length > 0) clean = clean.replaceAll(secret, '[secret]');
  }
  clean = clean
    .replace(USERINFO, '$1')
    .replace(QUERY, '$1')
    .replace(KEY_FORMS, '[secret]')
    .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
    .trim();
  return (clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean).toWellFormed();
}
