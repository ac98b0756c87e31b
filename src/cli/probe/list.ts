import { listProbes, PROBES, type ProbeStatus } from "../../platform/probes/mod.ts";
import type { Io } from "../io.ts";
import { painter } from "../render/style.ts";

const COLOURS = { ok: "green", missing: "yellow", unknown: "yellow" } as const satisfies Record<ProbeStatus["status"], string>;

/** `executor probe list`: the built-in probes, and what those lack that cannot run here. Always exit 0, as `doctor`. */
export function listVerb(io: Io): Promise<number> {
  const paint = painter(io.out.isTerminal, io.env);
  const width = Math.max(...PROBES.map(({ name }) => name.length));
  for (const probe of listProbes()) {
    const { name, status, detail } = probe;
    if (io.json) io.out.line(JSON.stringify({ type: "probe", ...probe }));
    else io.out.line(`${paint(COLOURS[status], status.padEnd(7))}  ${name.padEnd(width)}  ${detail}`);
  }
  return Promise.resolve(0);
}
