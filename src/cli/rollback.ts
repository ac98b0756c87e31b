import { changeQuery, revisionArgument } from "./change/change_query.ts";
import { type ChangeAnswer, showChange } from "./change/show_change.ts";
import { connect } from "./remote/connect.ts";
import { moduleNamed } from "./remote/module_path.ts";
import type { VerbMain } from "./verb.ts";

/** `executor rollback NAME [N]`: makes an earlier revision of a module, by default the one before, the active one again: as a new revision. */
export const rollbackVerb: VerbMain = async (args, io) => {
  const module = moduleNamed(args.positional[0] ?? "");
  const named = args.positional[1];
  const revision = named === undefined ? undefined : revisionArgument(named, "rollback");
  const match = args.text("--if-match");
  const condition = match === undefined ? {} : { ifMatch: revisionArgument(match, "rollback") };
  using client = connect(args, io);
  const body = JSON.stringify(revision === undefined ? {} : { revision });
  const answer = await client.send("POST", `${module.path}/rollback${changeQuery(args)}`, { body, ...condition });
  await showChange(client, module, client.read<ChangeAnswer>(answer), args.has("--dry-run"), io);
  return 0;
};
