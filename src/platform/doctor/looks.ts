import { type ProbeAnswer, UnsupportedError } from "../../../ffi/mod.ts";
import { systemReason } from "../state/system_reason.ts";
import type { Facility } from "./facility.ts";

/** What a look at one facility found. */
export type Look = Pick<Facility, "status" | "detail">;

/** A facility of Linux: `missing` elsewhere, and `unknown` when looking fails in a way that nobody foresaw. */
export function onLinux(name: string, enables: string, look: () => Look): Facility {
  if (Deno.build.os !== "linux") return { name, status: "missing", detail: "Linux", enables };
  return { name, ...looked(look), enables };
}

/** Looking never throws: what is thrown is the answer. */
export function looked(look: () => Look): Look {
  try {
    return look();
  } catch (error) {
    if (error instanceof UnsupportedError) return { status: "missing", detail: `${error.missing}: ${error.how}` };
    return { status: "unknown", detail: `it cannot be looked at: ${reasonOf(error)}` };
  }
}

/** A small file's text; undefined where it cannot be read. */
export function readOrUndefined(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** Why the system refused, in words. */
export function reasonOf(error: unknown): string {
  return systemReason(error);
}

/** A facility that a probe of `ffi` tells of; `found` says what it is. */
export function probed(name: string, probe: ProbeAnswer, found: string, enables: string): Facility {
  if (probe.answer === "yes") return { name, status: "ok", detail: found, enables };
  if (probe.answer === "no") return { name, status: "missing", detail: `${probe.missing}: ${probe.how}`, enables };
  return { name, status: "unknown", detail: probe.why, enables };
}
