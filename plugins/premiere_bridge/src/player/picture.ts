/** The picture at a moment of a file: one request at a time, always for the newest moment. */

import type { App } from "../app";
import { h } from "../ui/dom";

export interface Shown {
  readonly path: string;
  readonly atS: number;
  readonly name: string;
}

export class Pictures {
  private readonly image = h("img", { class: "picture", alt: "", width: 320 });
  private readonly caption = h("figcaption", {});
  readonly element = h("figure", { class: "picture-box", hidden: true }, this.image, this.caption);
  private readonly urls = new Map<string, Promise<string>>();
  private wanted: Shown | null = null;
  private loading = false;
  private last = "";

  constructor(private readonly app: App) {}

  show(shown: Shown | null): void {
    this.wanted = shown;
    this.element.hidden = shown === null;
    this.caption.textContent = shown?.name ?? "";
    void this.next();
  }

  dispose(): void {
    this.wanted = null;
    this.image.removeAttribute("src");
  }

  private async next(): Promise<void> {
    const wanted = this.wanted;
    if (this.loading || wanted === null) return;
    this.loading = true;
    try {
      const url = await this.url(wanted.path);
      const source = `${url}/picture?at=${wanted.atS.toFixed(5)}&width=640`;
      if (source !== this.last) {
        await this.load(source);
        this.last = source;
        this.image.alt = wanted.name === "" ? "The picture at the playhead" : `Picture of ${wanted.name}`;
      }
    } catch {
      // A picture that cannot be had leaves the one before; the next moment asks anew.
      this.urls.delete(wanted.path);
    } finally {
      this.loading = false;
    }
    if (this.wanted !== wanted) void this.next();
  }

  private url(path: string): Promise<string> {
    let found = this.urls.get(path);
    if (found === undefined) {
      found = this.app.engine().call("Panel/OpenMedia", { path }).then((opened) => opened.url);
      this.urls.set(path, found);
    }
    return found;
  }

  private load(source: string): Promise<void> {
    return new Promise((done, failed) => {
      this.image.onload = () => done();
      this.image.onerror = () => failed(new Error("no picture"));
      this.image.src = source;
    });
  }
}
