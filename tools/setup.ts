import { run } from "./run.ts";

/** Debian packages that the tests and benchmarks use, each by a program or file that tells whether it is there. */
const PACKAGES: Readonly<Record<string, string>> = {
  bpftool: "/usr/sbin/bpftool",
  "busybox-static": "/bin/busybox",
  // Version 14 makes the committed machine code of ffi/confine/starter.c.
  clang: "/usr/bin/clang",
  caddy: "/usr/bin/caddy",
  curl: "/usr/bin/curl",
  gcc: "/usr/bin/gcc",
  // Knows the structs of Windows.
  "gcc-mingw-w64-x86-64": "/usr/bin/x86_64-w64-mingw32-gcc",
  fish: "/usr/bin/fish",
  gdb: "/usr/bin/gdb",
  git: "/usr/bin/git",
  "libbpf-dev": "/usr/include/bpf/bpf_helpers.h",
  "libc6-dev": "/usr/include/stdio.h",
  // Headers alone, by which the layouts of other platforms are checked.
  "libc6-dev-arm64-cross": "/usr/aarch64-linux-gnu/include/stdio.h",
  llvm: "/usr/bin/llvm-strip",
  make: "/usr/bin/make",
  "mingw-w64-x86-64-dev": "/usr/x86_64-w64-mingw32/include/windows.h",
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
 * @param packages Debian packages, each by a program or file that tells whether it is there.
 * @returns What is missing afterwards; tests that need it say so when they skip.
 */
export async function setup(packages = PACKAGES): Promise<string[]> {
  const missing = await missingPackages(packages);
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
  return await missingPackages(packages);
}

async function missingPackages(packages: Readonly<Record<string, string>>): Promise<string[]> {
  const missing: string[] = [];
  for (const [name, path] of Object.entries(packages)) if (!await isThere(path)) missing.push(name);
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
