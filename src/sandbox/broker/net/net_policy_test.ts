import { expect } from "expect";
import { createGuardedNet } from "../../../platform/mod.ts";
import { createFetch } from "../../host/fetch.ts";
import { Policy } from "../policy.ts";
import { NetSession } from "./mod.ts";
import { TestingAsker } from "./testing_asker.ts";

/** A script's fetch under a grant of `net`, with names that lead where a test says. */
function fetchUnder(net: boolean | readonly string[], names: Readonly<Record<string, readonly string[]>> = {}) {
  const policy = new Policy({
    permissions: { net },
    folder: "/",
    path: undefined,
    realPath: (path) => path,
    findProgram: () => undefined,
  });
  const session = new NetSession({
    net: createGuardedNet({ resolve: (host) => Promise.resolve(names[host] ?? []) }),
    policy,
  });
  return createFetch(new TestingAsker(session), new AbortController().signal);
}

Deno.test("fetch() reaches this machine only by what names it", async (t) => {
  let requests = 0;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response(String(++requests)));
  const { port } = server.addr;
  const names = { "api.test": ["127.0.0.1"], "mapped.test": ["::ffff:127.0.0.1"], localhost: ["127.0.0.1"], "a.localhost": ["127.0.0.1"] };
  const cases: [grant: boolean | string[], host: string, allowed: boolean][] = [
    [true, "api.test", false],
    [true, "127.0.0.1", false],
    [true, "127.1", false],
    [true, "2130706433", false],
    [true, "0x7f.1", false],
    [true, "0", false],
    [true, "[::ffff:127.0.0.1]", false],
    [true, "mapped.test", false],
    [true, "localhost", false],
    [true, "localhost.", false],
    [["api.test"], "api.test", false],
    [["*.test"], "api.test", false],
    [["0.0.0.0/0"], "127.0.0.1", false],
    [["api.test", "127.0.0.0/8"], "api.test", true],
    [["api.test", `127.0.0.1:${port + 1}`], "api.test", false],
    [[`127.0.0.1:${port}`], "127.1", true],
    [["127.0.0.1"], "[::ffff:127.0.0.1]", true],
    [["127.0.0.1"], "mapped.test", true],
    [["localhost"], "localhost.", true],
    [["localhost"], "LOCALHOST", true],
    [["localhost"], "127.0.0.1", false],
    [["*.localhost"], "a.localhost", true],
    [["api.test"], "localhost", false],
    [false, "localhost", false],
    [[], "api.test", false],
  ];
  for (const [grant, host, allowed] of cases) {
    await t.step(`${JSON.stringify(grant).replace(String(port), "PORT").replace(String(port + 1), "OTHER")} ${host}`, async () => {
      const before = requests;
      const answer = fetchUnder(grant, names)(`http://${host}:${port}/`);
      if (allowed) expect((await answer).status).toBe(200);
      else await expect(answer).rejects.toMatchObject({ name: "NotCapable" });
      expect(requests - before).toBe(allowed ? 1 : 0);
    });
  }
  await t.step("the message names the address and the line to add", async () => {
    await expect(fetchUnder(["api.test"], names)(`http://api.test:${port}/`)).rejects.toThrow(
      `Requires net access to "127.0.0.1:${port}" (an address of "api.test"), a loopback address, which has to be named; ` +
        `add it to the task: permissions: { net: ["127.0.0.1:${port}"] }`,
    );
    await expect(fetchUnder([], names)("https://api.example.com/")).rejects.toThrow(
      'Requires net access to "api.example.com:443"; add it to the task: permissions: { net: [api.example.com:443] }',
    );
  });
});
