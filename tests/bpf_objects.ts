import { fileURLToPath } from "node:url";

const FIXTURES = fileURLToPath(new URL("./fixtures/probes/", import.meta.url));

/** Whether programs may be compiled and loaded into the kernel here: clang, libbpf-dev, and CAP_BPF with CAP_PERFMON or CAP_SYS_ADMIN. */
export function mayTraceObjects(): boolean {
  if (Deno.build.os !== "linux") return false;
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1] ?? "0"}`);
  const mayLoad = (mask >> 21n & 1n) === 1n || (mask >> 38n & 3n) === 3n;
  const isWhole = mayLoad && ["/usr/bin/clang", "/usr/include/bpf/bpf_helpers.h", "/usr/bin/cc"].every(isThere);
  if (isWhole) return true;
  if (Deno.env.get("CI") === "true") throw new Error("CI lacks what tests of eBPF objects need: clang, libbpf-dev, gcc or CAP_BPF");
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

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
