import { AppError, type JsonObject, stringifyJson } from "../core/mod.ts";
import { assignmentOperations } from "./change/assignment_operations.ts";
import { changeQuery, revisionArgument } from "./change/change_query.ts";
import { parseAssignment } from "./change/parse_assignment.ts";
import { type PatchBody, readPatch } from "./change/read_patch.ts";
import { type ChangeAnswer, showChange } from "./change/show_change.ts";
import { connect } from "./remote/connect.ts";
import type { DaemonClient } from "./remote/daemon_client.ts";
import { moduleNamed, type NamedModule } from "./remote/module_path.ts";
import { usageError } from "./report_failure.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** How often assignments are made anew when somebody else changes the module in between. */
const TRIES = 5;

/** `executor patch NAME (-f FILE | --set PATH=VALUE…)`: changes a pipeline, or the settings, of a running daemon. */
export const patchVerb: VerbMain = async (args, io) => {
  const module = moduleNamed(args.positional[0] ?? "");
  const file = args.text("--file");
  const sets = args.texts("--set");
  if ((file === undefined) === (sets.length === 0)) {
    throw usageError(
      file === undefined ? "What to change is missing: give -f FILE or --set PATH=VALUE" : "Give either -f or --set",
      "",
      [],
      HELP,
    );
  }
  const match = args.text("--if-match");
  const ifMatch = match === undefined ? undefined : revisionArgument(match, "patch");
  const isDry = args.has("--dry-run");
  using client = connect(args, io);
  const send = async ({ body, contentType }: PatchBody, revision: number | undefined) => {
    const condition = revision === undefined ? {} : { ifMatch: revision };
    return client.read<ChangeAnswer>(await client.send("PATCH", module.path + changeQuery(args), { body, contentType, ...condition }));
  };
  const answer = file === undefined ? await assign(client, module, args, ifMatch, send) : await send(await readPatch(file, io), ifMatch);
  await showChange(client, module, answer, isDry, io);
  return 0;
};

const HELP = "executor patch --help";

type Send = (body: PatchBody, revision: number | undefined) => Promise<ChangeAnswer>;

/**
 * Assignments name elements of lists by their ids, which a JSON Patch cannot: it is made for the document as it is now, and holds for that
 * revision alone.
 */
async function assign(client: DaemonClient, module: NamedModule, args: VerbArgs, ifMatch: number | undefined, send: Send) {
  const assignments = await Promise.all(args.texts("--set").map(parseAssignment));
  for (let left = TRIES;; left--) {
    const now = await client.get<JsonObject>(module.path);
    const revision = typeof now.revision === "number" ? now.revision : undefined;
    const operations = assignmentOperations(now.document ?? {}, assignments);
    try {
      return await send({ body: stringifyJson(operations), contentType: "application/json-patch+json" }, ifMatch ?? revision);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "etag_stale" || ifMatch !== undefined || left <= 1) throw error;
    }
  }
}
