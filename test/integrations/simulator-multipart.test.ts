import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseMultipart } from '../../src/simulator/multipart.js';

/** What the platform's own client sends for a form. */
async function encoded(form: FormData): Promise<{ type: string; body: Uint8Array }> {
  const response = new Response(form);
  return {
    type: response.headers.get('content-type') ?? '',
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

describe('a multipart form', () => {
  test('comes out as it went in, whatever bytes it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.string(), async (bytes, text) => {
        const form = new FormData();
        form.append('note', text);
        form.append('file', new Blob([bytes.slice()], { type: 'audio/mpeg' }), 'a "b";c.mp3');
        const { type, body } = await encoded(form);
        const parts = parseMultipart(type, body);
        expect(parts?.map(({ name, contentType }) => [name, contentType])).toEqual([
          ['note', null],
          ['file', 'audio/mpeg'],
        ]);
        expect(Buffer.from(parts?.[1]?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test('is refused when it does not keep to its boundary', () => {
    const type = 'multipart/form-data; boundary=b';
    const wrong = [
      '',
      '--c\r\n',
      '--b',
      '--b\r\n',
      '--b\r\nno header\r\n\r\nx\r\n--b--',
      '--b\r\n\r\n\r\nx',
      'x--b--',
    ];
    for (const body of wrong) expect([body, parseMultipart(type, Buffer.from(body))]).toEqual([body, null]);
    expect(parseMultipart('multipart/form-data', Buffer.from('--b--'))).toBeNull();
    expect(parseMultipart('text/plain; boundary=b', Buffer.from('--b--'))).toBeNull();
    expect(parseMultipart(undefined, Buffer.from('--b--'))).toBeNull();
  });

  test('never throws and always ends, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('--b', '\r\n', '\r\n\r\n', '--', 'x', 'content-disposition: form-data; name=a'),
        ),
        (pieces) => {
          const parts = parseMultipart('multipart/form-data; boundary=b', Buffer.from(pieces.join('')));
          expect(parts === null || Array.isArray(parts)).toBe(true);
        },
      ),
    );
  });
});
