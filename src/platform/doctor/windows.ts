import { hasPseudoConsole, tryJobObject } from "../../../ffi/facilities/mod.ts";
import type { Facility } from "./facility.ts";

/** What Windows alone has. Not verified on machines of its own. */
export function windowsFacilities(): readonly Facility[] {
  return [
    {
      name: "conpty",
      ...(hasPseudoConsole()
        ? { status: "ok", detail: "CreatePseudoConsole" }
        : { status: "missing", detail: "Windows 10 version 1809 or later" }),
      enables: "terminals for programs",
    },
    {
      name: "job-objects",
      ...(tryJobObject() ? { status: "ok", detail: "CreateJobObjectW" } : { status: "unknown", detail: "a job object could not be made" }),
      enables: "whole trees of processes that end together, and their limits",
    },
  ];
}
