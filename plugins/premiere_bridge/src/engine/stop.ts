/** A wish to stop. UXP is not known to have AbortController. */

export class Stop {
  private asked = false;
  private readonly listeners = new Set<() => void>();

  get aborted(): boolean {
    return this.asked;
  }

  abort(): void {
    this.asked = true;
    for (const listener of [...this.listeners]) listener();
  }

  /** Calls back when it is asked for. Returns how to stop listening. */
  listen(heard: () => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }
}
