import { type JsonObject, stringifyJson } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { allItems } from "./remote/all_items.ts";
import { connect } from "./remote/connect.ts";
import { painter } from "./render/style.ts";
import { table } from "./render/table.ts";
import { visible } from "./render/visible.ts";
import { widthOf } from "./render/width_of.ts";
import { usageError } from "./report_failure.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

const HELP = "executor token --help";

/** `executor token create|list|revoke`: who may speak to a daemon. A token's secret is shown once, alone on standard output. */
export const tokenVerb: VerbMain = async (args, io) => {
  const [action = "", id] = args.positional;
  switch (action) {
    case "create":
      if (id !== undefined) throw usageError(`token create takes no "${id}"`, "", [], HELP);
      return await create(args, io);
    case "list":
      if (id !== undefined) throw usageError(`token list takes no "${id}"`, "", [], HELP);
      return await list(args, io);
    case "revoke":
      if (id === undefined) throw usageError("ID is missing: executor token list shows them", "", [], HELP);
      return await revoke(id, args, io);
    default:
      throw usageError(`There is no token ${action}; there are create, list and revoke`, action, ["create", "list", "revoke"], HELP);
  }
};

async function create(args: VerbArgs, io: Io): Promise<number> {
  const role = args.text("--role");
  if (role === undefined) throw usageError("--role is missing: viewer, operator or admin", "", [], HELP);
  const scopes = args.texts("--scope");
  const expires = args.text("--expires-in");
  using client = connect(args, io);
  const body = { role, ...(scopes.length === 0 ? {} : { scopes }), ...(expires === undefined ? {} : { expires_in: expires }) };
  const made = await client.post<JsonObject>("/api/v1/tokens", JSON.stringify(body));
  if (io.json) io.out.line(stringifyJson({ type: "token", ...made }));
  else {
    io.out.line(String(made.token));
    const ends = typeof made.expires_at === "string" ? `until ${made.expires_at}` : "until it is revoked";
    io.err.line(`token ${String(made.id)} for the role ${String(made.role)}, ${ends}; it is shown only now`);
  }
  return 0;
}

async function list(args: VerbArgs, io: Io): Promise<number> {
  using client = connect(args, io);
  const items = allItems(client, "/api/v1/tokens");
  if (io.json) {
    for await (const item of items) await io.out.line(stringifyJson({ type: "token", ...item }));
    return 0;
  }
  const rows = await Array.fromAsync(items, ({ id, role, scopes, expires_at, created_at, used_at }) => [
    String(id),
    String(role),
    Array.isArray(scopes) ? scopes.join(" ") : "all",
    typeof expires_at === "string" ? expires_at : "never",
    typeof created_at === "string" ? created_at : "",
    typeof used_at === "string" ? used_at : "never",
  ]);
  const titles = ["ID", "ROLE", "SCOPES", "EXPIRES", "CREATED", "USED"];
  for (const line of table(titles, rows, { paint: painter(io.out.isTerminal, io.env), width: widthOf(io.out), whole: 1 })) {
    io.out.line(line);
  }
  return 0;
}

async function revoke(id: string, args: VerbArgs, io: Io): Promise<number> {
  using client = connect(args, io);
  await client.send("DELETE", `/api/v1/tokens/${encodeURIComponent(id)}`);
  if (io.json) io.out.line(JSON.stringify({ type: "token.revoked", id }));
  else io.out.line(`revoked ${visible(id)}`);
  return 0;
}
