/** The waveform in tiles of fixed size, fetched as they come into view and kept. */

import { signedBytes } from "../../engine/base64";
import type { Engine } from "../../engine/client";
import type { Waveform } from "../../engine/contract";
import type { Span } from "./geometry";

export const COLUMNS = 512;
const MOST_TILES = 200;
const AT_ONCE = 3;
const AGAIN_MS = 400;

/** One tile: least and greatest sample of each column, -127 to 127. */
export interface Tile {
  readonly startS: number;
  readonly endS: number;
  readonly low: Int8Array;
  readonly high: Int8Array;
  /** Whether all of it has been read. */
  readonly whole: boolean;
}

/** Seconds of a tile at a level; each level is twice as coarse. */
export function tileSeconds(level: number): number {
  return COLUMNS * 2 ** level * (1 / 1024);
}

/** The level at which a column is at most a pixel wide. */
export function levelFor(span: Span): number {
  const perPx = (span.endS - span.startS) / span.width;
  return Math.max(0, Math.floor(Math.log2(perPx * 1024)));
}

/** Numbers of the tiles that a stretch touches. */
export function tilesIn(startS: number, endS: number, level: number): number[] {
  const seconds = tileSeconds(level);
  const first = Math.max(0, Math.floor(startS / seconds));
  const last = Math.max(first, Math.ceil(endS / seconds) - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export class Tiles {
  private readonly tiles = new Map<string, Tile>();
  private readonly waiting = new Map<string, () => Promise<void>>();
  private fetching = 0;
  private over = false;
  /** Why there is no waveform, in a sentence; empty as long as there is. */
  problem = "";

  constructor(
    private readonly engine: () => Engine,
    readonly path: string,
    private readonly changed: () => void,
  ) {}

  /** The tiles of a stretch of the song, those that are there; the others are fetched. */
  get(startS: number, endS: number, span: Span): Tile[] {
    const level = levelFor(span);
    const found: Tile[] = [];
    this.waiting.clear();
    for (const number of tilesIn(startS, endS, level)) {
      const key = `${level}/${number}`;
      const tile = this.tiles.get(key);
      if (tile !== undefined) found.push(tile);
      else found.push(...this.coarser(level, number));
      if (tile === undefined) this.waiting.set(key, () => this.fetch(key, level, number));
    }
    this.next();
    return found;
  }

  dispose(): void {
    this.over = true;
    this.waiting.clear();
  }

  /** A coarser tile that covers this one, to show meanwhile. */
  private coarser(level: number, number: number): Tile[] {
    for (let up = 1; up <= 6; up += 1) {
      const tile = this.tiles.get(`${level + up}/${number >> up}`);
      if (tile !== undefined) return [tile];
    }
    return [];
  }

  private next(): void {
    for (const [key, work] of this.waiting) {
      if (this.fetching >= AT_ONCE || this.over) return;
      this.waiting.delete(key);
      this.fetching += 1;
      void work().finally(() => {
        this.fetching -= 1;
        this.next();
      });
    }
  }

  private async fetch(key: string, level: number, number: number): Promise<void> {
    const seconds = tileSeconds(level);
    const [startS, endS] = [number * seconds, (number + 1) * seconds];
    try {
      const answer = await this.engine().call("Panel/GetWaveform", {
        path: this.path,
        startS,
        endS,
        columns: COLUMNS,
      });
      this.problem = "";
      this.keep(key, tileOf(answer));
      if (answer.fraction < 1) setTimeout(() => this.forget(key), AGAIN_MS);
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    if (!this.over) this.changed();
  }

  private forget(key: string): void {
    this.tiles.delete(key);
    if (!this.over) this.changed();
  }

  private keep(key: string, tile: Tile): void {
    this.tiles.set(key, tile);
    const oldest = this.tiles.keys().next().value;
    if (this.tiles.size > MOST_TILES && oldest !== undefined) this.tiles.delete(oldest);
  }
}

function tileOf(answer: Waveform): Tile {
  return {
    startS: answer.startS,
    endS: answer.endS,
    low: signedBytes(answer.low),
    high: signedBytes(answer.high),
    whole: answer.fraction >= 1,
  };
}
