import { probePosixChildren } from "../../../ffi/mod.ts";
import { probeTerminals } from "../../../ffi/pty/mod.ts";
import { probeLandlock } from "../confine/mod.ts";
import { createFiles } from "../files.ts";
import { kernelUnits } from "../process/process_usage.ts";
import { bpf, btf, libbpf, tracefs } from "./bpf.ts";
import { evdev, fanotify } from "./devices.ts";
import type { Facility } from "./facility.ts";
import { journald } from "./journal.ts";
import { probed } from "./looks.ts";
import { macosFacilities } from "./macos.ts";
import { windowsFacilities } from "./windows.ts";

/** Looks at everything that parts of Executor make use of where it is there. Changes nothing. */
export function examineMachine(env: Readonly<Record<string, string>>): readonly Facility[] {
  const has = (name: string) => createFiles().hasProgram(name, env["PATH"]);
  return [
    landlock(),
    limits(),
    children(),
    terminals(),
    libbpf(),
    bpf(),
    btf(),
    tracefs(),
    fanotify(),
    evdev(),
    container(has),
    ...[gcore(has), journald(has), systemd(has)].map(onLinuxAlone),
    git(has),
    ...(Deno.build.os === "windows" ? windowsFacilities() : []),
    ...(Deno.build.os === "darwin" ? macosFacilities() : []),
  ];
}

function landlock(): Facility {
  const enables = "scripts' sandboxes are held by the kernel too: no files but their own, no programs, no TCP; `confine` of tasks";
  const version = probeLandlock();
  if (version > 0) return { name: "landlock", status: "ok", detail: `version ${version}${shortOf(version)}`, enables };
  return { name: "landlock", status: "missing", detail: "a Linux kernel from 5.13 on, with landlock among its security modules", enables };
}

/** What an older version does not hold. */
function shortOf(version: number): string {
  if (version < 3) return "; `confine.write` needs version 3 (Linux 6.2), TCP is not held before version 4 (Linux 6.7)";
  if (version < 4) return "; TCP is not held before version 4 (Linux 6.7)";
  return version < 6 ? "; signals are not held before version 6 (Linux 6.12)" : "";
}

function limits(): Facility {
  const enables = "`limits.memory` and `limits.cpu` of children and scripts";
  return kernelUnits() === undefined
    ? { name: "process-limits", status: "missing", detail: "Linux with /proc", enables }
    : { name: "process-limits", status: "ok", detail: "/proc is read every 25 ms; for scripts RLIMIT_DATA holds in between", enables };
}

function children(): Facility {
  const enables = "children start in a third of the time, and the kernel bounds the memory of scripts";
  return probed("posix-spawn", probePosixChildren(), "glibc", enables);
}

function terminals(): Facility {
  return probed("pty", probeTerminals(), "/dev/ptmx", "`executor shell`, sessions under `serve`");
}

function container(has: (name: string) => boolean): Facility {
  const enables = "tasks with an `image`";
  const engine = ["podman", "docker"].find(has);
  if (engine !== undefined) return { name: "container", status: "ok", detail: engine, enables };
  return { name: "container", status: "missing", detail: "podman or docker", enables };
}

function systemd(has: (name: string) => boolean): Facility {
  const found = program("systemd", "systemctl", "systemd", "checks of services", has);
  // What sd_booted(3) looks at.
  if (found.status !== "ok" || createFiles().exists("/run/systemd/system")) return found;
  return { ...found, status: "missing", detail: "a machine that was started by systemd; only its tools are here" };
}

/** Elsewhere its package would change nothing. */
function onLinuxAlone(facility: Facility): Facility {
  return Deno.build.os === "linux" ? facility : { ...facility, status: "missing", detail: "Linux" };
}

function gcore(has: (name: string) => boolean): Facility {
  // It is a script around gdb.
  const tool = has("gcore") && !has("gdb") ? "gdb" : "gcore";
  return program("gcore", tool, "gdb", "core files of running processes: `executor diagnose process PID --core FILE`", has);
}

function git(has: (name: string) => boolean): Facility {
  return program("git", "git", "git", "pipelines and policies out of a checkout; nothing uses it yet", has);
}

/** A tool, and the Debian package that has it. */
function program(name: string, tool: string, from: string, enables: string, has: (name: string) => boolean): Facility {
  return has(tool)
    ? { name, status: "ok", detail: tool, enables }
    : { name, status: "missing", detail: `the program ${tool}, of the package ${from}`, enables };
}
