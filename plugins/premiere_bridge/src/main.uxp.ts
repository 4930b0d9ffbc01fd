/** The panel in Premiere. */

export {};
