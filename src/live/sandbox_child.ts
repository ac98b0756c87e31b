import { confineProcess } from "../platform/confine/mod.ts";
import { startHostWorker } from "../sandbox/host/mod.ts";

const PERMISSIONS = ["run", "ffi", "net", "env", "sys", "import", "write", "read"] as const;
const LOOK_FOR_PARENT_MS = 500;

/**
 * The life of a sandbox process: it confines itself, starts the worker that runs scripts, gives its own permissions up, and ends when its
 * parent does, also while a script keeps the worker busy.
 *
 * @param folder The private folder, absolute.
 */
export async function runSandboxChild(folder: string): Promise<void> {
  const parent = Deno.ppid;
  confineProcess(folder);
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
