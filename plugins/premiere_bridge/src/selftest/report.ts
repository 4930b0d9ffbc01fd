/** The report of a self-test, as a file to send. */

import type { Engine } from "../engine/client";
import { uxp } from "../host/premiere/adobe";
import { type Answer, asked } from "./probes";

export interface Report {
  readonly host: string;
  readonly time: string;
  readonly answers: readonly Answer[];
}

/** Asks, and saves the answers where the user says; tells how it went in a sentence. */
export async function selfTest(engine: Engine, host: string): Promise<string> {
  const report: Report = { host, time: new Date().toISOString(), answers: await asked(engine) };
  const bad = report.answers.filter((one) => !one.good).length;
  const count = report.answers.length;
  const file = await uxp().storage.localFileSystem.getFileForSaving("backbeat-self-test.json", { types: ["json"] });
  await file?.write(JSON.stringify(report, null, 2));
  const kept = file === null ? "The report was not saved." : `The report is saved as ${file.nativePath}.`;
  return `${count - bad} of ${count} answers are as the panel expects. ${kept}`;
}
