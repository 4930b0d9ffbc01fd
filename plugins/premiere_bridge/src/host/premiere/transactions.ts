/**
 * Changes of a project: all actions of a job in one transaction, so that one undo takes them back.
 *
 * Since 26.3 an action must be made while the project is locked; made outside it, it is silently
 * dropped. Both callbacks are synchronous: nothing may be awaited in them.
 */

import type { Action, Project } from "./adobe";

/** Makes an action; called while the project is locked. */
export type Making = () => Action;

/** Runs the actions in one undo step; false where the host refused. */
export function transact(project: Project, label: string, making: readonly Making[]): boolean {
  if (making.length === 0) return true;
  let done = false;
  project.lockedAccess(() => {
    done = project.executeTransaction((compound) => {
      for (const make of making) compound.addAction(make());
    }, label);
  });
  return done;
}

/**
 * Runs the actions in one undo step, and what did not land again in steps of at most `most`.
 *
 * @param missing reads back, and gives the actions that have had no effect.
 * @returns how many undo steps it took.
 */
export async function transactAll(
  project: Project,
  label: string,
  making: readonly Making[],
  missing: () => Promise<readonly Making[]>,
  most: number,
): Promise<number> {
  if (making.length === 0) return 0;
  transact(project, label, making);
  let steps = 1;
  let left = await missing();
  while (left.length > 0) {
    const part = left.slice(0, most);
    transact(project, `${label} (part ${steps + 1})`, part);
    steps += 1;
    const next = await missing();
    // A host that takes nothing more is not asked for ever.
    if (next.length >= left.length) break;
    left = next;
  }
  return steps;
}
