import { examineMachine, type Facility } from "../platform/doctor/mod.ts";
import { painter } from "./render/style.ts";
import type { VerbMain } from "./verb.ts";

const COLOURS = { ok: "green", missing: "yellow", unknown: "yellow" } as const satisfies Record<Facility["status"], string>;

/** `executor doctor`: what this machine offers and what each missing piece would enable. Always exit 0: nothing here is required. */
export const doctorVerb: VerbMain = (_args, io) => {
  const facilities = examineMachine(io.env);
  const width = Math.max(...facilities.map(({ name }) => name.length));
  const paint = painter(io.out.isTerminal, io.env);
  for (const facility of facilities) {
    if (io.json) io.out.line(JSON.stringify({ type: "check", ...facility }));
    else {
      const { name, status, detail, enables } = facility;
      io.out.line(
        `${paint(COLOURS[status], status.padEnd(7))}  ${name.padEnd(width)}  ${status === "missing" ? `needs ${detail}` : detail}`,
      );
      io.out.line(`${" ".repeat(width + 11)}${enables}`);
    }
  }
  return Promise.resolve(0);
};
