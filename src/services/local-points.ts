/** More keys than this are looked through for those whose bucket is full. */
const MANY = 10_000;

/** Buckets in this process alone, by a clock of its own, for the time that Redis is away. */
export class LocalPoints {
  /** When each bucket is full again, in us of our clock; absent: it is full. */
  private readonly fullAtUs = new Map<string, number>();

  /** As `MoveDebt` of points-ahead.ts. */
  readonly move = (keyId: string, byUs: number, mostUs: number | null): Promise<[boolean, number]> => {
    const nowUs = performance.now() * 1000;
    const fullUs = Math.max(this.fullAtUs.get(keyId) ?? nowUs, nowUs);
    const movedUs = Math.max(fullUs + byUs, nowUs);
    if (mostUs !== null && movedUs - nowUs > mostUs) return Promise.resolve([false, fullUs - nowUs]);
    if (this.fullAtUs.size >= MANY) this.forgetFull(nowUs);
    this.fullAtUs.set(keyId, movedUs);
    return Promise.resolve([true, movedUs - nowUs]);
  };

  private forgetFull(nowUs: number): void {
    for (const [keyId, fullUs] of this.fullAtUs) if (fullUs <= nowUs) this.fullAtUs.delete(keyId);
  }
}
