/** Buttons and fields, each with its name beside it and told to a screen reader. */

import { h } from "./dom";

export function button(label: string, pressed: () => unknown, more: Record<string, string | boolean> = {}): HTMLButtonElement {
  return h("button", { type: "button", onclick: () => void pressed(), ...more }, label);
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

export function select<T extends string>(
  label: string,
  choices: readonly Choice<T>[],
  value: T,
  changed: (value: T) => void,
): HTMLElement {
  const element = h("select", { "aria-label": label });
  for (const choice of choices) {
    element.append(h("option", { value: choice.value, selected: choice.value === value }, choice.label));
  }
  element.addEventListener("change", () => changed(element.value as T));
  return field(label, element);
}

export function textField(
  label: string,
  value: string,
  changed: (value: string) => void,
  more: Record<string, string> = {},
): HTMLElement {
  const element = h("input", { type: "text", value, "aria-label": label, ...more });
  element.addEventListener("change", () => changed(element.value));
  return field(label, element);
}

export function numberField(
  label: string,
  value: number,
  changed: (value: number) => void,
  more: Record<string, string> = {},
): HTMLElement {
  const element = h("input", { type: "number", value, "aria-label": label, class: "number", ...more });
  element.addEventListener("change", () => {
    const next = Number(element.value);
    if (Number.isFinite(next)) changed(next);
  });
  return field(label, element);
}

export function checkBox(label: string, value: boolean, changed: (value: boolean) => void): HTMLElement {
  const element = h("input", { type: "checkbox", checked: value, "aria-label": label });
  element.addEventListener("change", () => changed(element.checked));
  return h("label", { class: "check" }, element, h("span", {}, label));
}

/** A row of buttons of which several may be pressed. */
export function toggles(
  label: string,
  names: readonly string[],
  pressed: readonly number[],
  changed: (pressed: number[]) => void,
): HTMLElement {
  const row = h("div", { class: "toggles", role: "group", "aria-label": label });
  names.forEach((name, index) => {
    const on = pressed.includes(index);
    row.append(
      button(name, () => changed(on ? pressed.filter((one) => one !== index) : [...pressed, index].sort()), {
        "aria-pressed": String(on),
      }),
    );
  });
  return field(label, row);
}

export function field(label: string, element: HTMLElement): HTMLElement {
  return h("div", { class: "field" }, h("span", { class: "label", "aria-hidden": "true" }, label), element);
}

/** A path with a button to choose it. */
export function pathField(
  label: string,
  value: string,
  choose: () => Promise<string | null>,
  changed: (path: string) => void,
): HTMLElement {
  const input = h("input", { type: "text", value, "aria-label": label, spellcheck: "false" });
  input.addEventListener("change", () => changed(input.value.trim()));
  const chosen = async (): Promise<void> => {
    const path = await choose();
    if (path === null) return;
    input.value = path;
    changed(path);
  };
  const pick = button("Choose…", chosen, { "aria-label": `Choose: ${label}` });
  return field(label, h("div", { class: "path" }, input, pick));
}

/** A table with a heading for each column; cells are text. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
): HTMLElement {
  const head = h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)));
  const body = rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))));
  return h(
    "div",
    { class: "rolls", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body)),
  );
}

export function section(title: string, ...children: readonly (Node | string | false | null)[]): HTMLElement {
  return h("section", {}, h("h2", {}, title), ...children);
}
