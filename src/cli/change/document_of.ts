import { AppError, type Json, type JsonObject } from "../../core/mod.ts";
import type { DaemonClient } from "../remote/daemon_client.ts";
import type { NamedModule } from "../remote/module_path.ts";

/** The document of a module's revision; undefined when it cannot be had: it only makes what is shown easier to read. */
export async function documentOf(client: DaemonClient, module: NamedModule, revision: number | null): Promise<Json | undefined> {
  if (revision === null) return undefined;
  try {
    return (await client.get<JsonObject>(`${module.path}/revisions/${revision}`)).document;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
