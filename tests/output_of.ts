import type { ProgramEnd } from "./fault/program_world.ts";

/** What one task printed, by the prefixes of plain output. */
export function outputOf({ stdout }: ProgramEnd, task: string): string {
  const prefix = `${task} | `;
  return stdout.split("\n").filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length)).join("\n");
}
