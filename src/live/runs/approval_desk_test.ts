import assert from "node:assert/strict";
import { ApprovalDesk } from "./approval_desk.ts";

const NEVER = new AbortController().signal;

Deno.test("answer() reaches the question of a run, and of a run within it by the task that started it", async () => {
  const desk = new ApprovalDesk({ parentOf: (run) => run === "inner" ? { run: "outer", task: "sub[eu]" } : undefined });
  const [one, two] = [desk.ask("One?", NEVER, { run: "outer", task: "a" }), desk.ask("Two?", NEVER, { run: "inner", task: "b" })];
  assert.throws(() => desk.answer("outer", { yes: true }), (error: { code: string; message: string }) => {
    assert.equal(error.code, "approval_unknown");
    assert.match(error.message, /"a", "sub\[eu\]"/);
    return true;
  });
  desk.answer("outer", { task: "sub[eu]", yes: true });
  desk.answer("outer", { yes: false });
  assert.deepEqual([await one, await two], [false, true]);
  assert.throws(() => desk.answer("inner", { yes: true }), { code: "approval_unknown" });
});

Deno.test("ask() ends with its signal, and can then be answered no more", async () => {
  const desk = new ApprovalDesk({ parentOf: () => undefined });
  const stop = new AbortController();
  const asked = desk.ask("One?", stop.signal, { run: "r", task: "a" });
  stop.abort("cancel");
  await assert.rejects(asked, (reason) => reason === "cancel");
  await assert.rejects(desk.ask("One?", stop.signal, { run: "r", task: "a" }), (reason) => reason === "cancel");
  assert.throws(() => desk.answer("r", { yes: true }), { code: "approval_unknown" });
  await assert.rejects(desk.ask("Who?", NEVER), { code: "approval_unavailable" });
});
