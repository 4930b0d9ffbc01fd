/** What each key does in the time area. Pure. */

export type Command =
  | { readonly kind: "play" | "fit" | "start" | "end" | "pin" | "refuse" | "reset" | "none" }
  | { readonly kind: "zoom" | "page" | "frames" | "seconds" | "nudge"; readonly by: number }
  | { readonly kind: "cut"; readonly by: 1 | -1 };

export interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const PLAIN = new Map<string, Command>(Object.entries<Command>({
  " ": { kind: "play" },
  "+": { kind: "zoom", by: 0.5 },
  "=": { kind: "zoom", by: 0.5 },
  "-": { kind: "zoom", by: 2 },
  "0": { kind: "fit" },
  PageUp: { kind: "page", by: -0.8 },
  PageDown: { kind: "page", by: 0.8 },
  Home: { kind: "start" },
  End: { kind: "end" },
  // As in editors: up and down go from cut to cut.
  ArrowUp: { kind: "cut", by: -1 },
  ArrowDown: { kind: "cut", by: 1 },
  Enter: { kind: "pin" },
  Delete: { kind: "refuse" },
  Backspace: { kind: "refuse" },
  r: { kind: "reset" },
  Escape: { kind: "none" },
}));

/** Null for a key that the time area leaves to others. */
export function commandOf({ key, shiftKey, altKey, ctrlKey, metaKey }: Pressed): Command | null {
  if (ctrlKey || metaKey) return null;
  const step = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  if (step !== 0) {
    if (altKey) return { kind: "nudge", by: shiftKey ? 10 * step : step };
    return shiftKey ? { kind: "seconds", by: step } : { kind: "frames", by: step };
  }
  if (altKey) return null;
  return PLAIN.get(key) ?? PLAIN.get(key.toLowerCase()) ?? null;
}
