import type { RunRecord } from "../../core/mod.ts";
import { encodeStored } from "./stored_json.ts";

/** Adds a run's row unless there is one of its id. */
export const INSERT_RUN =
  `INSERT INTO runs (run, epoch, owner, name, file, folder, revision, params, config, parent_run, parent_task, created, pipeline, event)
   VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** The values of {@link INSERT_RUN}. @param owner Who works on the run; null when nobody does. */
export function valuesOfRun(record: RunRecord, owner: string | null) {
  return [
    record.run,
    owner,
    record.pipeline.name,
    record.file,
    record.folder,
    record.revision,
    encodeStored(record.params),
    encodeStored(record.config),
    record.parent?.run ?? null,
    record.parent?.task ?? null,
    record.createdAt,
    encodeStored(record.pipeline),
    record.event === undefined ? null : encodeStored(record.event),
  ];
}
