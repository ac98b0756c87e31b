import type { Log, Settings } from "../../core/mod.ts";
import type { ModuleTable } from "./module_table.ts";
import type { PrepareWorld } from "./prepare_pipeline.ts";
import type { TransactionHost } from "./transaction.ts";

/** What reloads and changes share. */
export interface ModuleContext {
  readonly table: ModuleTable;
  readonly world: PrepareWorld;
  readonly host: TransactionHost;
  readonly log: Log;
  /** Files and folders that are served, absolute. */
  readonly paths: readonly string[];
  /** The file of the daemon's settings, absolute. */
  readonly settingsFile: string;
  settings(): Settings;
  /** A change of a module was refused, or what was wrong with it is no more. */
  errorChanged(module: string): void;
}
