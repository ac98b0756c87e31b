import { type Difference, type JsonObject, stringifyJson } from "../../core/mod.ts";
import type { Io } from "../io.ts";
import type { DaemonClient } from "../remote/daemon_client.ts";
import type { NamedModule } from "../remote/module_path.ts";
import { differenceLines } from "../render/differences.ts";
import { formatDuration } from "../render/format.ts";
import { painter } from "../render/style.ts";
import { visible } from "../render/visible.ts";
import { documentOf } from "./document_of.ts";

/** What a daemon answers to a change. */
export interface ChangeAnswer extends JsonObject {
  readonly revision: number | null;
  readonly previous: number | null;
  readonly state: string;
  /** False when the document was already so. */
  readonly changed: boolean;
  readonly duration_ms: number;
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly hint?: string }[];
}

/** Shows what a change did, or would do, to a module: its revision and every difference. */
export async function showChange(client: DaemonClient, module: NamedModule, answer: ChangeAnswer, isDry: boolean, io: Io): Promise<void> {
  const { revision, previous } = answer;
  const hasDiff = Array.isArray(answer.diff);
  const isNew = answer.changed !== false && revision !== null && previous !== null && revision !== previous;
  const diff = hasDiff
    ? answer.diff as unknown as readonly Difference[]
    : isNew
    ? await differencesOf(client, module, previous, revision)
    : [];
  if (io.json) {
    io.out.line(stringifyJson({ type: "change", module: module.id, ...(isDry ? { dry_run: true } : {}), ...answer, diff }));
    return;
  }
  const paint = painter(io.out.isTerminal, io.env);
  io.out.line(`${paint("bold", module.id)}: ${headline(answer, diff.length > 0, isDry)}`);
  if (diff.length > 0) {
    const from = await documentOf(client, module, isDry ? revision : previous);
    const to = isDry ? undefined : await documentOf(client, module, revision);
    for (const line of differenceLines(diff, paint, { from, to })) io.out.line(`  ${line}`);
  }
  for (const { code, message, hint } of answer.warnings ?? []) {
    io.err.line(`warning: ${visible(message)} [${code}]${hint === undefined ? "" : `\nhint: ${visible(hint)}`}`);
  }
}

function headline({ revision, previous, state, changed, duration_ms: durationMs }: ChangeAnswer, differs: boolean, isDry: boolean): string {
  if (isDry) return differs ? `would change revision ${revision ?? 0}` : `would stay as it is, revision ${revision ?? 0}`;
  if (changed === false || revision === previous) return `unchanged, revision ${revision ?? 0}`;
  const was = previous === null ? "" : ` (was ${previous})`;
  return `revision ${revision ?? 0}${was}, ${state} in ${formatDuration(Number(durationMs))}`;
}

/** How two revisions of a module differ. */
export async function differencesOf(client: DaemonClient, module: NamedModule, from: number, to: number): Promise<readonly Difference[]> {
  const answer = await client.get<JsonObject>(`${module.path}/diff?from=${from}&to=${to}`);
  return Array.isArray(answer.diff) ? answer.diff as unknown as readonly Difference[] : [];
}
