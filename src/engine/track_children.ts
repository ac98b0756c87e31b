import type { Child, Processes } from "../core/mod.ts";

/** Processes whose living children can all be killed at once. */
export interface TrackedProcesses extends Processes {
  killAll(): void;
}

/**
 * Remembers the children of a run, so that a second Ctrl-C or a lost lease ends them without waiting for anybody's grace.
 *
 * @param processes What starts the children.
 */
export function trackChildren(processes: Processes): TrackedProcesses {
  const alive = new Set<Child>();
  return {
    spawn(spec) {
      const child = processes.spawn(spec);
      alive.add(child);
      void child.exited.then(() => alive.delete(child));
      return child;
    },
    killAll() {
      for (const child of alive) child.stop("kill");
    },
  };
}
