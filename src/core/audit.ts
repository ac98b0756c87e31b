import type { UsedPermission } from "./permissions/mod.ts";

/** One decision about what a script asked for. Never holds a value: of a variable only its name. */
export interface AuditEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly run: string;
  /** The task's id. */
  readonly task: string;
  readonly access: UsedPermission;
  /** The real path, `host:port`, the variable's name, the program's file. */
  readonly resource: string;
  readonly decision: "allowed" | "denied";
  /** Who denied it. */
  readonly by?: "document" | "operator";
}

/** Takes down every decision of the sandbox. */
export interface Audit {
  /**
   * Returns once the entry is written.
   *
   * @throws AppError `audit_unwritable`: what was asked for must then not happen.
   */
  write(entry: AuditEntry): void;
}
