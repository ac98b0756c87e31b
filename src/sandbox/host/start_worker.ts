/** How a host worker talks with its parent: over the process's standard streams, or over a port that its first message brings. */
export type HostLine = "standard" | "port";

const isSource = import.meta.url.endsWith(".ts");
const OWN_CODE = ["./", "../protocol/"];

/** The folders that a host worker's own code is read from, absolute; none in the compiled program, which holds it. */
export function hostFolders(): string[] {
  return isSource ? OWN_CODE.map((name) => new URL(name, import.meta.url).pathname) : [];
}

/**
 * Starts the worker that scripts run in, with no permission at all. Run from the sources, its runtime wants read permission for what it
 * imports; the compiled one imports without asking.
 *
 * @param folder The private folder that programs are imported from, absolute.
 */
export function startHostWorker(line: HostLine, folder: string): Worker {
  const entry = new URL(isSource ? "./worker.ts" : "./src/sandbox/host/worker.js", import.meta.url);
  const permissions: Deno.PermissionOptions = isSource ? { read: [folder] } : "none";
  return new Worker(entry, { type: "module", name: line, deno: { permissions } });
}
