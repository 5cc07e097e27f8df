const RUN_CURSOR = /^r:([0-9a-f-]{36}):(\d{1,10})$/;

/** Opaque outside; holds the run and the sequence, so that it works for the run and for its episode. */
export function toEventCursor(runId: string, sequence: number): string {
  return Buffer.from(`r:${runId}:${String(sequence)}`, 'utf8').toString('base64url');
}

/** @returns null for what is not a cursor of ours */
export function parseEventCursor(cursor: string): { runId: string; sequence: number } | null {
  if (cursor.length > 200) return null;
  const match = RUN_CURSOR.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  const [, runId, sequence] = match ?? [];
  return runId === undefined ? null : { runId, sequence: Number(sequence) };
}
