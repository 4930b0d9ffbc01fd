/** The panel in a browser, served by the engine. */

export {};
