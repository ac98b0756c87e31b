import { fileURLToPath } from "node:url";
import { isThere } from "../src/platform/is_there.ts";
import { mayTrace } from "./may_trace.ts";

const FIXTURES = fileURLToPath(new URL("./fixtures/probes/", import.meta.url));

/** Whether programs may be compiled and loaded into the kernel here: clang, libbpf-dev, and CAP_BPF with CAP_PERFMON or CAP_SYS_ADMIN. */
export function mayTraceObjects(): boolean {
  const isWhole = ["/usr/bin/clang", "/usr/include/bpf/bpf_helpers.h", "/usr/bin/cc"].every(isThere);
  if (isWhole && mayTrace()) return true;
  if (mayTrace() && Deno.env.get("CI") === "true") throw new Error("CI lacks clang, libbpf-dev or gcc: tools/setup.ts installs them");
  if (Deno.build.os !== "linux") return false;
  console.warn("left out: eBPF objects need clang, libbpf-dev, gcc, and the capabilities CAP_BPF and CAP_PERFMON");
  return false;
}

/** Compiles the fixture `watch.bpf.c`, as `defines` make it. */
export async function compileObject(file: string, defines: Readonly<Record<string, string | number | true>>): Promise<void> {
  const architecture = Deno.build.arch === "x86_64" ? "x86" : "arm64";
  const flags = Object.entries(defines).map(([name, value]) => value === true ? `-D${name}` : `-D${name}=${value}`);
  const include = `-I/usr/include/${Deno.build.arch}-linux-gnu`;
  const source = `${FIXTURES}watch.bpf.c`;
  await run("clang", ["-O2", "-g", "-target", "bpf", `-D__TARGET_ARCH_${architecture}`, include, ...flags, "-c", source, "-o", file]);
}

/** Compiles the program that issues ioctls. */
export async function compileDriver(file: string): Promise<void> {
  await run("cc", ["-O2", "-o", file, `${FIXTURES}ioctls.c`]);
}

async function run(program: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
