/** Counts what is held under a name, up to a number; names of which nothing is held cost nothing. */
export class Tally {
  private readonly held = new Map<string, number>();

  constructor(private readonly most: number) {}

  isFull(name: string): boolean {
    return (this.held.get(name) ?? 0) >= this.most;
  }

  /** @returns what gives it back; null when the name has all it may have */
  take(name: string): (() => void) | null {
    if (this.isFull(name)) return null;
    this.held.set(name, (this.held.get(name) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.held.get(name) ?? 0) - 1;
      if (left > 0) this.held.set(name, left);
      else this.held.delete(name);
    };
  }
}
