/** Elements made in one expression. No HTML is ever parsed, so no name of a file can become one. */

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | undefined>;

/** An element with attributes ("onclick" and the like take functions; false leaves one out). */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Puts these in place of all that an element holds. What has the focus hands it to its like among them. */
export function fill(element: HTMLElement, ...children: readonly Child[]): void {
  const before = document.activeElement;
  const name = before !== null && before !== element && element.contains(before) ? nameOf(before) : "";
  while (element.firstChild !== null) element.removeChild(element.firstChild);
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  if (name === "") return;
  for (const one of element.querySelectorAll<HTMLElement>("button, input, select")) {
    if (nameOf(one) === name) return one.focus({ preventScroll: true });
  }
}

/**
 * Draws now, and at later calls once the Tab or click that ended some typing has done its work: what is tabbed
 * to or clicked would be gone under the hand if it were put anew meanwhile.
 */
export function drawnCalmly(draw: () => void): () => void {
  let drawn = false;
  let waiting = false;
  const later = (): void => void setTimeout(() => {
    waiting = false;
    draw();
  }, 0);
  const up = (): void => {
    document.removeEventListener("mouseup", up);
    later();
  };
  return () => {
    if (waiting) return;
    if (!drawn) {
      drawn = true;
      return draw();
    }
    waiting = true;
    if (isPressed()) document.addEventListener("mouseup", up);
    else later();
  };
}

/** Whether a button of the mouse is held down on something; a host may not know of that. */
function isPressed(): boolean {
  try {
    return document.querySelector(":active") !== null;
  } catch {
    return false;
  }
}

function nameOf(element: Element): string {
  return `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent ?? ""}`;
}

/** A part of the panel. */
export interface View {
  readonly element: HTMLElement;
  /** Stops what it listens to and plays. */
  dispose(): void;
}
