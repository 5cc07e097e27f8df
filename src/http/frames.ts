const FINAL_TEXT = 0x81;
const END = 0x7d; // }

/** A message: one buffer, or one of its own, one that others have too, and `}`. */
export interface FramePart {
  readonly head: Buffer;
  readonly json: Buffer | null;
}

/**
 * Several text messages as WebSocket frames in one buffer, so that they are one write.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export class Frames {
  private readonly parts: FramePart[] = [];
  bytes = 0;

  add(part: FramePart): void {
    this.parts.push(part);
    const length = lengthOf(part);
    this.bytes += headerBytes(length) + length;
  }

  joined(): Buffer {
    const joined = Buffer.allocUnsafe(this.bytes);
    let at = 0;
    for (const part of this.parts) {
      at = writeHeader(joined, at, lengthOf(part));
      at += part.head.copy(joined, at);
      if (!part.json) continue;
      at += part.json.copy(joined, at);
      joined[at++] = END;
    }
    return joined;
  }
}

function lengthOf({ head, json }: FramePart): number {
  return head.length + (json ? json.length + 1 : 0);
}

function headerBytes(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

/** A server does not mask. @returns where the message begins */
function writeHeader(into: Buffer, at: number, length: number): number {
  into[at] = FINAL_TEXT;
  if (length < 126) {
    into[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    into[at + 1] = 126;
    return into.writeUInt16BE(length, at + 2);
  }
  into[at + 1] = 127;
  return into.writeBigUInt64BE(BigInt(length), at + 2);
}
