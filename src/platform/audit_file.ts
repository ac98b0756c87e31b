import { AppError, type Audit, type AuditEntry } from "../core/mod.ts";
import { systemReason } from "./state/system_reason.ts";

const encoder = new TextEncoder();

/**
 * Opens the file of `--audit`: each entry becomes one line of JSON at its end, written before `write` returns. A new file is for its owner
 * alone; one that is there keeps its mode.
 *
 * @returns Disposing closes the file.
 * @throws AppError `audit_unwritable`.
 */
export function openAuditFile(path: string): Audit & Disposable {
  const file = attempt(path, () => Deno.openSync(path, { append: true, create: true, mode: 0o600 }));
  return {
    write(entry: AuditEntry): void {
      attempt(path, () => {
        const { time, run, task, access, resource, decision, by } = entry;
        // One write: lines of several processes that share the file do not mix.
        const line = { time: new Date(time).toISOString(), run, task, access, resource, decision, ...(by === undefined ? {} : { by }) };
        let bytes = encoder.encode(`${JSON.stringify(line)}\n`);
        while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
      });
    },
    [Symbol.dispose]: () => file.close(),
  };
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new AppError("audit_unwritable", `Cannot write the audit "${path}": ${systemReason(cause)}`, { cause });
  }
}
