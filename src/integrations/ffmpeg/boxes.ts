import { open } from 'node:fs/promises';

/** An MP4's boxes as far as the order and the edit lists are concerned. */
export interface BoxReport {
  /** Top level, in file order. */
  readonly order: readonly string[];
  readonly hasEditList: boolean;
}

const CONTAINERS = new Set(['moov', 'trak', 'edts']);
const MOST_BOXES = 10_000;

/** Reads box headers only; what is no MP4 yields an empty or odd order, never an error. */
export async function readBoxes(path: string): Promise<BoxReport> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const order: string[] = [];
    let hasEditList = false;
    let seen = 0;
    const walk = async (from: number, to: number, isTop: boolean): Promise<void> => {
      let position = from;
      while (position + 8 <= to && seen < MOST_BOXES) {
        seen += 1;
        const header = Buffer.alloc(16);
        await file.read(header, 0, 16, position);
        const shortSize = header.readUInt32BE(0);
        const name = header.toString('latin1', 4, 8);
        const isLong = shortSize === 1;
        const length = isLong
          ? Number(header.readBigUInt64BE(8))
          : shortSize === 0
            ? to - position
            : shortSize;
        if (isTop) order.push(name);
        if (name === 'elst') hasEditList = true;
        if (length < 8) return;
        if (CONTAINERS.has(name))
          await walk(position + (isLong ? 16 : 8), Math.min(to, position + length), false);
        position += length;
      }
    };
    await walk(0, size, true);
    return { order, hasEditList };
  } finally {
    await file.close();
  }
}
