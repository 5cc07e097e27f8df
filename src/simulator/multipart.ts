/** One part of a `multipart/form-data` body. */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | null;
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
}

function headerOf(head: string, name: string): string | null {
  const line = head.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}

function parameterOf(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(header);
  return found ? (found[1]?.replace(/\\(.)/g, '$1') ?? found[2] ?? '') : null;
}

/**
 * Reads a `multipart/form-data` body (RFC 7578).
 *
 * @returns null when the content type has no boundary or the body does not keep to it
 */
export function parseMultipart(contentType: string | undefined, body: Uint8Array): FormPart[] | null {
  const type = contentType ?? '';
  const boundary = parameterOf(type, 'boundary');
  if (!/^multipart\/form-data\b/i.test(type) || boundary === null || boundary === '') return null;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const open = Buffer.from(`--${boundary}`);
  const separator = Buffer.from(`\r\n--${boundary}`);
  const parts: FormPart[] = [];
  let at = bytes.indexOf(open);
  if (at < 0 || (at > 0 && bytes.subarray(at - 2, at).toString() !== '\r\n')) return null;
  at += open.length;
  while (bytes.subarray(at, at + 2).toString() !== '--') {
    const headStart = bytes.indexOf('\r\n', at) + 2;
    const headEnd = bytes.indexOf('\r\n\r\n', headStart - 2);
    const end = bytes.indexOf(separator, Math.max(headEnd, 0));
    if (headStart < 2 || headEnd < 0 || end < 0) return null;
    const head = bytes.subarray(headStart, headEnd).toString('utf8');
    const disposition = headerOf(head, 'content-disposition') ?? '';
    const name = parameterOf(disposition, 'name');
    if (name === null) return null;
    const fileName = parameterOf(disposition, 'filename');
    parts.push({
      name,
      fileName,
      contentType: headerOf(head, 'content-type'),
      bytes: bytes.subarray(headEnd + 4, end),
    });
    at = end + separator.length;
  }
  return parts;
}
