import { UnsupportedError } from "../../errors.ts";
import type { ProbeAnswer } from "../../posix/probe.ts";
import { checkListenAccess } from "./libraries.ts";

/** Whether keyboards can be listened to: macOS from 10.15 on, and the permission Input Monitoring. Asks nobody for it. */
export function probeHidKeyboards(): ProbeAnswer {
  if (Deno.build.os !== "darwin") return { answer: "no", missing: "macOS", how: `this is ${Deno.build.os}` };
  try {
    const access = checkListenAccess();
    if (access === 0) return { answer: "yes" };
    if (access !== 1) return { answer: "unknown", why: "macOS asks for the permission Input Monitoring once somebody listens" };
    return { answer: "no", missing: "the permission Input Monitoring", how: "give it in System Settings, Privacy & Security" };
  } catch (error) {
    if (error instanceof UnsupportedError) return { answer: "no", missing: error.missing, how: error.how };
    return { answer: "unknown", why: String(error) };
  }
}
