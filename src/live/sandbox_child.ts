import { confineProcess } from "../platform/confine/mod.ts";
import { hostFolders, startHostWorker } from "../sandbox/host/mod.ts";

/** From the sources the worker's modules are still being read with this process's permission to. */
const PERMISSIONS = ["run", "ffi", "net", "env", "sys", "import", "write", ...(Deno.build.standalone ? ["read"] as const : [])] as const;
const LOOK_FOR_PARENT_MS = 500;

/**
 * The life of a sandbox process: it confines itself, starts the worker that runs scripts, gives its own permissions up, and ends when its
 * parent does, also while a script keeps the worker busy.
 *
 * @param folder The private folder, absolute.
 */
export async function runSandboxChild(folder: string): Promise<void> {
  const parent = Deno.ppid;
  confineProcess([folder, ...hostFolders()]);
  const worker = startHostWorker("standard", folder);
  for (const name of PERMISSIONS) Deno.permissions.revokeSync({ name });
  await new Promise<void>((resolve) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      console.error(event.message);
      resolve();
    };
    setInterval(() => Deno.ppid === parent || resolve(), LOOK_FOR_PARENT_MS);
  });
}

if (import.meta.main) {
  await runSandboxChild(Deno.args[0] ?? "");
  Deno.exit();
}
