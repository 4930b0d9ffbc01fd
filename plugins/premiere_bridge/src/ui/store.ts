/** State that is read, changed in one place, and listened to. */

export class Store<State extends object> {
  private readonly listeners = new Set<(now: State, before: State) => void>();

  constructor(private state: State) {}

  get now(): Readonly<State> {
    return this.state;
  }

  /** Changes some of it, and tells whoever listens. */
  set(change: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    for (const listener of [...this.listeners]) listener(this.state, before);
  }

  /** Calls back when one of the keys has changed, and once at the beginning. Returns how to stop. */
  watch<Key extends keyof State>(keys: readonly Key[], changed: (now: Readonly<State>) => void): () => void {
    const listener = (now: State, before: State): void => {
      if (keys.some((key) => now[key] !== before[key])) changed(now);
    };
    this.listeners.add(listener);
    changed(this.state);
    return () => this.listeners.delete(listener);
  }
}
