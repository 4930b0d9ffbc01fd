/** Colours of what is drawn; the same values as in panel.css. */

export interface Colors {
  readonly ground: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
  readonly wave: string;
  readonly waveFar: string;
  readonly beat: string;
  readonly downbeat: string;
  readonly unchosen: string;
  readonly playhead: string;
  readonly clip: string;
  readonly clipText: string;
  readonly offline: string;
  readonly sound: string;
  readonly moved: string;
  readonly kept: string;
  readonly skipped: string;
  readonly refused: string;
  readonly pinned: string;
  readonly sections: readonly string[];
}

export const DARK: Colors = {
  ground: "#1d1e20",
  raised: "#292b2e",
  line: "#44474c",
  text: "#e6e7e9",
  quiet: "#a3a7ad",
  wave: "#6cb6e8",
  waveFar: "#3a5f78",
  beat: "#58c4c4",
  downbeat: "#ff7a66",
  unchosen: "#5a5f66",
  playhead: "#ffffff",
  clip: "#3d5a80",
  clipText: "#e9eef5",
  offline: "#704040",
  sound: "#3c6b58",
  moved: "#ffb454",
  kept: "#7fd48b",
  skipped: "#9aa0a8",
  refused: "#ff8fa3",
  pinned: "#c7a4ff",
  sections: ["#33414f", "#3f3a52", "#3b4a3d", "#50423a", "#4a3844", "#384b4d"],
};

export const LIGHT: Colors = {
  ground: "#f6f6f7",
  raised: "#ffffff",
  line: "#c5c8cd",
  text: "#1b1d20",
  quiet: "#565b63",
  wave: "#2173ad",
  waveFar: "#a9c8de",
  beat: "#0d7d7d",
  downbeat: "#c4331d",
  unchosen: "#b3b7bd",
  playhead: "#000000",
  clip: "#b9cfec",
  clipText: "#12263f",
  offline: "#eec2c2",
  sound: "#bcdfcd",
  moved: "#9a5b00",
  kept: "#1d7a2e",
  skipped: "#6a7078",
  refused: "#b3174a",
  pinned: "#6a35c9",
  sections: ["#dbe7f2", "#e6e0f2", "#dfeddf", "#f2e6dc", "#f0dde8", "#dcecee"],
};

/** The colours of the scheme that the host has now. */
export function scheme(): Colors {
  const dark = document.documentElement.getAttribute("data-scheme");
  if (dark === "dark") return DARK;
  if (dark === "light") return LIGHT;
  const asks = typeof window.matchMedia === "function";
  return asks && window.matchMedia("(prefers-color-scheme: light)").matches ? LIGHT : DARK;
}
