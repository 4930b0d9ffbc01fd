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

/** Puts these in place of all that an element holds. */
export function fill(element: HTMLElement, ...children: readonly Child[]): void {
  while (element.firstChild !== null) element.removeChild(element.firstChild);
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** A part of the panel. */
export interface View {
  readonly element: HTMLElement;
  /** Stops what it listens to and plays. */
  dispose(): void;
}
