/** The few parts of UXP that the panel uses, as Adobe documents them. */

declare module "uxp" {
  interface Entry {
    readonly nativePath: string;
    readonly isFile: boolean;
  }
  interface File extends Entry {
    write(text: string): Promise<number>;
  }
  interface LocalFileSystem {
    getFileForOpening(options?: { types?: string[]; allowMultiple?: boolean }): Promise<Entry | null>;
    getFileForSaving(name: string, options?: { types?: string[] }): Promise<File | null>;
    getFolder(): Promise<Entry | null>;
  }
  interface SecureStorage {
    getItem(key: string): Promise<Uint8Array | null>;
    setItem(key: string, value: string): Promise<void>;
    removeItem(key: string): Promise<void>;
  }
  interface Panel {
    create?(root: HTMLElement): void;
    show?(root: HTMLElement): void;
    hide?(root: HTMLElement): void;
    destroy?(root: HTMLElement): void;
  }
  interface Uxp {
    readonly storage: { readonly localFileSystem: LocalFileSystem; readonly secureStorage: SecureStorage };
    readonly entrypoints: { setup(points: { panels: Record<string, Panel> }): void };
    readonly host: { readonly name: string; readonly version: string };
  }
}

declare function require(name: string): unknown;
