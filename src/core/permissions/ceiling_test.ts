import assert from "node:assert/strict";
import { AppError } from "../errors.ts";
import { parseCeiling } from "./ceiling.ts";

Deno.test("parseCeiling() gives no ceiling when there is no flag", () => {
  assert.equal(parseCeiling({}, "/work", "/bin"), undefined);
  assert.equal(parseCeiling({ allowRead: false }, "/work", "/bin"), undefined);
});

Deno.test("parseCeiling() allows what is named and nothing else when there is a flag", () => {
  assert.deepEqual(parseCeiling({ allowRead: "data,/srv", allowNet: true, allowRun: ["git,curl", "make"] }, "/work", "/bin"), {
    grants: { read: ["data", "/srv"], net: true, run: ["git", "curl", "make"] },
    folder: "/work",
    path: "/bin",
  });
  assert.deepEqual(parseCeiling({ allowNone: true }, "/work", "/bin"), { grants: {}, folder: "/work", path: "/bin" });
});

Deno.test("parseCeiling() throws usage when a pattern means nothing", async (t) => {
  const rows: readonly (readonly [Parameters<typeof parseCeiling>[0], RegExp, RegExp])[] = [
    [{ allowRead: "" }, /--allow-read: A path is empty/, /\./],
    [{ allowRead: "a,,b" }, /--allow-read: A path is empty/, /\./],
    [{ allowNet: "https://example.org" }, /--allow-net: .*URL/, /example\.org/],
    [{ allowNet: "*" }, /--allow-net: \* is no host/, /Write --allow-net without a value/],
    [{ allowNone: true, allowEnv: "A" }, /--allow-none and --allow-env/, /./],
  ];
  for (const [flags, message, hint] of rows) {
    await t.step(JSON.stringify(flags), () => {
      assert.throws(() => parseCeiling(flags, "/work", "/bin"), (error) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, "usage");
        assert.match(error.message, message);
        if (error.hint !== undefined) assert.match(error.hint, hint);
        return true;
      });
    });
  }
});
