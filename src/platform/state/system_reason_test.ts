import assert from "node:assert/strict";
import { systemFault, systemReason } from "./system_reason.ts";

Deno.test("systemReason() is the system's words without numbers and paths", () => {
  assert.equal(systemReason(caught(() => Deno.readTextFileSync("/nowhere/at/all"))), "no such file or directory");
  assert.equal(systemReason(new Error("File not found. (os error 2): readfile 'x'")), "file not found");
  assert.equal(systemReason(new Error("EOF while reading")), "EOF while reading");
  assert.equal(systemReason(new Error("")), "Error");
  assert.equal(systemReason("text"), "unknown reason");
});

Deno.test("systemFault() tells a full disk from other faults", { ignore: Deno.build.os !== "linux" }, () => {
  assert.equal(systemFault(caught(() => Deno.writeFileSync("/dev/full", new Uint8Array(1)))), "full");
  assert.equal(systemFault(caught(() => Deno.readTextFileSync("/nowhere"))), "missing");
  assert.equal(systemFault(new Error("x")), "other");
});

function caught(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail");
}
