import assert from "node:assert/strict";
import { VERSION } from "../src/cli/version_number.ts";
import { eventsOf, ProgramWorld } from "./fault/program_world.ts";

/** What only the compiled binary can show; with the sources there is no single file to carry around. */
const binary = Deno.env.get("EXECUTOR_BINARY");
const ignore = binary === undefined || Deno.build.os === "windows";
const isLinuxRoot = Deno.build.os === "linux" && Deno.uid() === 0;
if (binary === undefined) console.warn("left out: EXECUTOR_BINARY names no binary; deno task test builds one");

const PIPELINE = `
params: { who: world }
tasks:
  - { id: greet, run: 'echo "hello {{ params.who }}"; echo "n=2" >> "$EXECUTOR_OUTPUT"' }
  - { id: next, depends_on: [greet], if: "{{ int(tasks.greet.outputs.n) == 2 }}", command: [cat] }
`;
const PRINTED = "greet | hello world\nnext | hello world\n";

/** A world whose folder `box`, which anybody may enter, holds a copy of the binary and nothing else. */
async function boxed(): Promise<ProgramWorld> {
  const world = await ProgramWorld.create({ "p.yaml": PIPELINE });
  await Deno.mkdir(`${world.dir}/box`);
  await Deno.copyFile(binary ?? "", `${world.dir}/box/executor`);
  for (const name of ["", "box", "box/executor"]) await Deno.chmod(`${world.dir}/${name}`, 0o755);
  return world;
}

Deno.test({
  name: "the binary copied alone to an empty folder runs with an empty environment and leaves nothing beside its state",
  ignore,
  fn: async () => {
    await using world = await boxed();
    await world.shell("mkdir tmp");
    const end = await world.shell("cd box && env -i TMPDIR=$OLDPWD/tmp ./executor run ../p.yaml --state ../state; ls -A . ../tmp");
    assert.equal(end.stdout, `${PRINTED}.:\nexecutor\n\n../tmp:\n`, end.stderr);
    const shown = await world.shell("cd box && env -i ./executor show last --json --state ../state");
    assert.equal(JSON.parse(shown.stdout).status, "succeeded", shown.stderr);
    // The document from a pipe, and no state folder named either: root's or the user's is used, or a temporary one with a warning.
    const piped = await world.shell("cd box && env -i XDG_STATE_HOME=$OLDPWD/xdg ./executor run - < ../p.yaml");
    assert.equal(piped.stdout, PRINTED, piped.stderr);
    assert.ok(world.exists("xdg/executor/executor.db"));
  },
});

Deno.test({
  name: "every verb that needs no run works from the copied binary without environment, state or home",
  ignore,
  fn: async () => {
    await using world = await boxed();
    const verbs = {
      "version": /^executor \d+\.\d+\.\d+ \(Deno /,
      "--version": /^(executor )?\d+\.\d+\.\d+/,
      "--help": /executor run/,
      "check ../p.yaml": /is valid/,
      "plan ../p.yaml": /greet/,
      "run ../p.yaml --dry-run": /greet/,
      "graph ../p.yaml --format svg": /^<svg /,
      "graph ../p.yaml --format mermaid": /graph|flowchart/,
      "schema": /"\$schema"/,
      "eval 1+1": /^2$/m,
      "completions bash": /complete/,
      "fmt --check ../p.yaml": /./,
    };
    for (const [verb, expected] of Object.entries(verbs)) {
      const { code, stdout, stderr } = await world.shell(`cd box && exec env -i ./executor ${verb}`);
      if (!verb.startsWith("fmt")) assert.equal(code, 0, `${verb}: ${stderr}`);
      assert.match(stdout + stderr, expected, verb);
    }
    assert.deepEqual([...Deno.readDirSync(`${world.dir}/box`)].map(({ name }) => name), ["executor"]);
  },
});

Deno.test({
  name: "version --json names the versions and the runtime inside",
  ignore,
  fn: async () => {
    await using world = await boxed();
    const { stdout } = await world.shell("exec env -i box/executor version --json");
    const [version, ...others] = eventsOf({ code: 0, signal: null, stdout, stderr: "" });
    assert.deepEqual(others, []);
    assert.equal(version?.["type"], "version");
    assert.equal(version?.["executor"], VERSION);
    assert.match(String(version?.["deno"]), /^\d+\.\d+\.\d+/);
    assert.match(String(version?.["v8"]), /^\d+\.\d+/);
    assert.ok(["official", "npm"].includes(String(version?.["runtime"])), String(version?.["runtime"]));
    assert.equal(version?.["target"], Deno.build.target);
  },
});

Deno.test({
  name: "as another user, with a home and a folder that may not be written, the binary runs",
  ignore: ignore || !isLinuxRoot,
  fn: async () => {
    await using world = await boxed();
    await world.shell("mkdir -m 1777 tmp; mkdir -m 555 home");
    const nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups env -i";
    const { code, stdout, stderr } = await world.shell(`cd box && ${nobody} HOME=$OLDPWD/home TMPDIR=$OLDPWD/tmp ./executor run ../p.yaml`);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, PRINTED);
    assert.match(stderr, /^warning: /);
    assert.deepEqual([...Deno.readDirSync(`${world.dir}/home`)], []);
  },
});

Deno.test({
  name: "two copies at once, one through a symbolic link and one by its name in PATH, share a state folder",
  ignore,
  fn: async () => {
    await using world = await boxed();
    await world.shell("cp box/executor other; mkdir links; ln -s ../box/executor links/ex; ln -s ex links/again");
    const commands = ["other run p.yaml", "links/again run p.yaml", "box/executor run p.yaml"];
    const ends = await Promise.all(commands.map((command) => world.shell(`exec ./${command}`)));
    for (const end of ends) assert.equal(end.stdout, PRINTED, end.stderr);
    const named = await world.shell("PATH=$PWD/links:$PATH exec again run p.yaml");
    assert.equal(named.stdout, PRINTED, named.stderr);
    assert.equal(eventsOf(await world.shell("exec links/ex runs --json")).length, 4);
  },
});

Deno.test({
  name: "files of other tools in the working folder and their variables do not reach into the binary",
  ignore,
  fn: async () => {
    await using world = await boxed();
    for (const name of ["deno.json", "package.json", "deno.lock", "tsconfig.json", ".npmrc"]) {
      await Deno.writeTextFile(`${world.dir}/${name}`, "{ broken");
    }
    await Deno.writeTextFile(`${world.dir}/.env`, "PATH=/nonexistent\n");
    await Deno.mkdir(`${world.dir}/node_modules/commander`, { recursive: true });
    await Deno.writeTextFile(`${world.dir}/node_modules/commander/package.json`, "{ broken");
    const env = {
      NODE_OPTIONS: "--require=/nonexistent.js",
      DENO_DIR: "/nonexistent",
      DENO_V8_FLAGS: "--nonsense",
      DENO_CERT: "/nonexistent.pem",
      NODE_ENV: "test",
      TERM: "nonsense",
      LANG: "nonsense",
      TZ: "No/Where",
      COLUMNS: "0",
    };
    const { code, stdout, stderr } = await world.shell("exec box/executor run p.yaml", env);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, PRINTED);
    assert.doesNotMatch(stderr, /^(warning|error)/m);
  },
});

Deno.test({
  name: "the binary may be replaced or removed while it runs",
  ignore,
  fn: async () => {
    await using world = await boxed();
    await Deno.writeTextFile(
      `${world.dir}/long.yaml`,
      'tasks: [{ id: a, run: "touch up; while ! test -e go; do sleep 0.02; done" }, { id: b, depends_on: [a], pipeline: ./p.yaml, with: { who: you } }]\n',
    );
    const program = world.startShell("exec box/executor run long.yaml");
    while (!world.exists("up")) await new Promise((resolve) => setTimeout(resolve, 5));
    await Deno.remove(`${world.dir}/box/executor`);
    await Deno.writeTextFile(`${world.dir}/box/executor`, "something else");
    await Deno.writeTextFile(`${world.dir}/go`, "");
    const { code, stdout, stderr } = await program.ended;
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "b | hello you\nb | hello you\n");
  },
});
