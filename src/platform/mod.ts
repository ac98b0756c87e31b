/**
 * The ports of `core` made real: processes, the state folder (journal, outputs, places), files, HTTP, clock, people,
 * and the machine as checks see it. The only room that
 * imports `ffi`.
 *
 * ```ts
 * using state = await openState({ env: Deno.env.toObject() });
 * const lease = state.journal.create({ run: state.newRunId(), ... });
 * ```
 *
 * Limits: the state folder has to be on a file system with working locks (a network folder may not have them), and a power cut, unlike a
 * crash, may take the last moments of the journal.
 *
 * @module
 */
export { type ApprovalsOptions, type ApprovalTerminal, createApprovals } from "./approvals.ts";
export { openAuditFile } from "./audit_file.ts";
export { createChecks, type CreateChecksOptions, type Machine } from "./checks/mod.ts";
export { type Confinement, confineProcess, probeLandlock } from "./confine/mod.ts";
export { createClock } from "./clock.ts";
export { createFiles } from "./files.ts";
export { createGuardFiles } from "./guard_files.ts";
export { createGuardedFiles, type CreateGuardedFilesOptions } from "./guarded_files/mod.ts";
export { createHttpClient } from "./http_client.ts";
export { type DeadRun, killLeft } from "./kill_left.ts";
export { createGuardedNet, type CreateGuardedNetOptions } from "./net/mod.ts";
export { createLog, type CreateLogOptions, type DaemonLog, type LogSink } from "./log/mod.ts";
export { createMetrics, type CreateMetricsOptions } from "./metrics/mod.ts";
export { createProcesses } from "./process/mod.ts";
export { type Endpoint, readEndpoint, removeEndpoint, writeEndpoint } from "./state/endpoint.ts";
export { ensureFirstToken, readFirstToken } from "./state/first_token.ts";
export { removeStagedLitter, StagedFile } from "./staged_file.ts";
export type { FeedOptions } from "./state/feed/follow_feed.ts";
export { type StateFolder, stateFolder, type StateFolderOptions } from "./state/folder.ts";
export type { InterruptedRun, RunFilter, StateJournal } from "./state/journal.ts";
export type { StateOutputs } from "./state/output_store.ts";
export type { OutputPiece } from "./state/read_interleaved.ts";
export type { RunRemoval, RunRetention } from "./state/run_removal.ts";
export type { RunSummary } from "./state/run_rows.ts";
export type { ServeStores } from "./state/serve/serve_stores.ts";
export type { StateSlots } from "./state/slots.ts";
export { openState, type OpenStateOptions, type State } from "./state/state.ts";
export { systemReason } from "./state/system_reason.ts";
