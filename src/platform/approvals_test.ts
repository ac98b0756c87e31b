import assert from "node:assert/strict";
import { type ApprovalTerminal, createApprovals } from "./approvals.ts";

/** A terminal at which the answers are typed beforehand; a promise is typed later. */
function terminal(...typed: (string | Promise<string>)[]): ApprovalTerminal & { shown: string; echo: boolean } {
  return {
    shown: "",
    echo: true,
    setEcho(on) {
      this.echo = on;
    },
    isInteractive: () => true,
    write(text) {
      this.shown += text;
    },
    async read() {
      const next = await typed.shift();
      return next === undefined ? undefined : new TextEncoder().encode(next);
    },
  };
}

const never = new AbortController().signal;

Deno.test("ask() takes y and yes for yes and everything else for no", async (t) => {
  for (
    const [typed, answer] of [["y\n", true], [" YES \r\n", true], ["n\n", false], ["\n", false], ["yesterday\n", false], [
      "y",
      false,
    ]] as const
  ) {
    await t.step(
      JSON.stringify(typed),
      async () => assert.equal(await createApprovals({ terminal: terminal(typed) }).ask("Deploy?", never), answer),
    );
  }
  await t.step("end of input", async () => assert.equal(await createApprovals({ terminal: terminal() }).ask("Deploy?", never), false));
});

Deno.test("ask() shows the question, puts lines together and asks one at a time", async () => {
  const fake = terminal("y", "es\nno\n");
  const approvals = createApprovals({ terminal: fake });
  assert.deepEqual(await Promise.all([approvals.ask("One?", never), approvals.ask("Two?", never)]), [true, false]);
  assert.equal(fake.shown, "One? [y/N] Two? [y/N] ");
});

Deno.test("ask() rejects with the signal's reason and leaves the line to the next question", async () => {
  const later = Promise.withResolvers<string>();
  const approvals = createApprovals({ terminal: terminal(later.promise) });
  const stop = new AbortController();
  const first = approvals.ask("One?", stop.signal);
  const second = approvals.ask("Two?", never);
  stop.abort("timeout");
  await assert.rejects(first, (reason) => reason === "timeout");
  later.resolve("y\n");
  assert.equal(await second, true);
});

Deno.test("ask() rejects at once when it is aborted while another question is open, which stays open", async () => {
  const later = Promise.withResolvers<string>();
  const fake = terminal(later.promise, "n\n");
  const approvals = createApprovals({ terminal: fake });
  const stop = new AbortController();
  const first = approvals.ask("One?", never);
  const second = approvals.ask("Two?", stop.signal);
  const third = approvals.ask("Three?", never);
  stop.abort("timeout");
  await assert.rejects(second, (reason) => reason === "timeout");
  await assert.rejects(approvals.ask("Four?", stop.signal), (reason) => reason === "timeout");
  assert.equal(fake.shown, "One? [y/N] ");
  later.resolve("y\n");
  assert.deepEqual(await Promise.all([first, third]), [true, false]);
  assert.equal(fake.shown, "One? [y/N] Three? [y/N] ");
});

Deno.test("ask() without a terminal is approval_unavailable, and yes with the yes option", async () => {
  const none = { ...terminal(), isInteractive: () => false };
  await assert.rejects(createApprovals({ terminal: none }).ask("Deploy?", never), { code: "approval_unavailable" });
  assert.equal(await createApprovals({ yes: true, terminal: none }).ask("Deploy?", never), true);
});

Deno.test("ask() draws the question with what is typed, and takes it away when it is answered", async () => {
  const fake = terminal("yx", "\x7f\x1b[A", "es", "\r");
  const drawn: (string | undefined)[] = [];
  const approvals = createApprovals({ terminal: fake, draw: (line) => drawn.push(line) });
  assert.equal(await approvals.ask("Deploy?", never), true);
  assert.deepEqual(drawn, ["Deploy? [y/N] ", "Deploy? [y/N] yx", "Deploy? [y/N] y", "Deploy? [y/N] yes", undefined]);
  assert.deepEqual([fake.shown, fake.echo], ["", true]);
});

Deno.test("ask() gives the terminal its echo back when it is aborted", async () => {
  const fake = terminal(new Promise<string>(() => {}));
  const stop = new AbortController();
  const drawn: (string | undefined)[] = [];
  const asked = createApprovals({ terminal: fake, draw: (line) => drawn.push(line) }).ask("Deploy?", stop.signal);
  queueMicrotask(() => stop.abort("timeout"));
  await assert.rejects(asked, (reason) => reason === "timeout");
  assert.deepEqual([drawn.at(-1), fake.echo], [undefined, true]);
});
