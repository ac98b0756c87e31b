import { run } from "./run.ts";

/** Debian packages that the tests and benchmarks use, each by a program or file that tells whether it is there. */
const PACKAGES: Readonly<Record<string, string>> = {
  bpftool: "/usr/sbin/bpftool",
  "busybox-static": "/bin/busybox",
  caddy: "/usr/bin/caddy",
  clang: "/usr/bin/clang",
  curl: "/usr/bin/curl",
  gcc: "/usr/bin/gcc",
  fish: "/usr/bin/fish",
  gdb: "/usr/bin/gdb",
  git: "/usr/bin/git",
  "libbpf-dev": "/usr/include/bpf/bpf_helpers.h",
  "libc6-dev": "/usr/include/stdio.h",
  llvm: "/usr/bin/llvm-strip",
  make: "/usr/bin/make",
  "ninja-build": "/usr/bin/ninja",
  podman: "/usr/bin/podman",
  procps: "/usr/bin/ps",
  python3: "/usr/bin/python3",
  // Podman takes crun by default, which refuses machines with both versions of control groups.
  runc: "/usr/sbin/runc",
  systemd: "/usr/bin/systemd-analyze",
  tmux: "/usr/bin/tmux",
  zsh: "/usr/bin/zsh",
};

/**
 * Installs what the tests need where that is possible: as root on Debian.
 *
 * @returns What is missing afterwards; tests that need it say so when they skip.
 */
export async function setup(): Promise<string[]> {
  const missing = await missingPackages();
  if (missing.length === 0) return [];
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !await isThere("/usr/bin/apt-get")) {
    console.log(`Not installed, and not to be installed from here: ${missing.join(" ")}`);
    return missing;
  }
  console.log(`Installing ${missing.join(" ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
  } catch (error) {
    console.log(`Installing failed: ${error instanceof Error ? error.message : error}`);
  }
  return await missingPackages();
}

async function missingPackages(): Promise<string[]> {
  const missing: string[] = [];
  for (const [name, path] of Object.entries(PACKAGES)) if (!await isThere(path)) missing.push(name);
  return missing;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
