import { probePseudoConsoles } from "../../../ffi/windows/console/mod.ts";
import { probeJobObjects } from "../../../ffi/windows/process/mod.ts";
import type { Facility } from "./facility.ts";
import { probed } from "./looks.ts";

/** What Windows alone has. Exercised under Wine, not verified on Windows. */
export function windowsFacilities(): readonly Facility[] {
  return [
    probed("conpty", probePseudoConsoles(), "CreatePseudoConsole", "terminals for programs: `executor shell`"),
    probed("job-objects", probeJobObjects(), "CreateJobObjectW", "whole trees of processes that end together"),
  ];
}
