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
  let kills = 0;
  return {
    async spawn(spec) {
      const before = kills;
      const child = await processes.spawn(spec);
      alive.add(child);
      void child.exited.then(() => alive.delete(child));
      // It was on its way when all were killed.
      if (kills !== before) child.stop("kill");
      return child;
    },
    killAll() {
      kills++;
      for (const child of alive) child.stop("kill");
    },
  };
}
