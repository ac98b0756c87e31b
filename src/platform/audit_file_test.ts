import assert from "node:assert/strict";
import { AppError } from "../core/mod.ts";
import { openAuditFile } from "./audit_file.ts";

const ENTRY = {
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  run: "r1",
  task: "work",
  access: "read",
  resource: '/x\n"y',
  decision: "allowed",
} as const;

Deno.test("openAuditFile() appends a line of JSON for each entry and keeps a new file to its owner", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/audit`;
  for (const by of [undefined, "operator"] as const) {
    using audit = openAuditFile(path);
    audit.write(by === undefined ? ENTRY : { ...ENTRY, decision: "denied", by });
  }
  const line = '{"time":"2026-01-02T03:04:05.006Z","run":"r1","task":"work","access":"read","resource":"/x\\n\\"y","decision":"allowed"}';
  assert.equal(await Deno.readTextFile(path), `${line}\n${line.replace('"allowed"', '"denied","by":"operator"')}\n`);
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openAuditFile() throws audit_unwritable when the file cannot be opened", () => {
  assert.throws(
    () => openAuditFile("/none/audit"),
    (error) => error instanceof AppError && error.code === "audit_unwritable" && /"\/none\/audit": no such file/.test(error.message),
  );
  assert.throws(() => openAuditFile("/tmp"), { code: "audit_unwritable" });
});

Deno.test("openAuditFile().write() throws audit_unwritable when the disk is full", () => {
  using audit = openAuditFile("/dev/full");
  assert.throws(() => audit.write(ENTRY), { code: "audit_unwritable" });
});
