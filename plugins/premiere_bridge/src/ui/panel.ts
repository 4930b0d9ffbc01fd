/** The whole panel: connection, tabs, time area. */

import type { View } from "./dom";
import { h } from "./dom";
import type { Panel } from "./state";

export function panelView(panel: Panel): View {
  const element = h("div", { class: "panel" }, panel.host.name);
  return { element, dispose: () => {} };
}
