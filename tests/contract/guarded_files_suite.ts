import assert from "node:assert/strict";
import * as nodePath from "node:path";
import type { GuardedFile, GuardedFiles, GuardedOpenOptions, PathCheck } from "../../src/core/mod.ts";
import { startSwapper } from "../fixtures/files/swapper.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** Guarded files under test, with a folder `in` that the tests allow and a folder `out` with secrets that they do not. */
export interface GuardedFilesWorld extends AsyncDisposable {
  readonly files: GuardedFiles;
  /** Holds `in` and `out`; a real path. */
  readonly folder: string;
}

class Refused extends Error {
  override readonly name = "Refused";
}

const encoder = new TextEncoder();
const OPEN: GuardedOpenOptions = { read: false, write: false, append: false, truncate: false, create: false, createNew: false };
const READ = { ...OPEN, read: true };
const CREATE = { ...OPEN, write: true, create: true, truncate: true };

/** Allows what lies in a folder. */
function within(folder: string): PathCheck {
  return (real) => {
    if (real !== folder && !real.startsWith(`${folder}/`)) throw new Refused(real);
  };
}

async function textOf(file: GuardedFile): Promise<string> {
  const bytes = new Uint8Array(100);
  const count = await file.read(bytes);
  file.close();
  return new TextDecoder().decode(bytes.subarray(0, count ?? 0));
}

/** What a world's tests use again and again. */
function places({ folder }: GuardedFilesWorld): { inside: string; outside: string; secret: string; check: PathCheck } {
  const [inside, outside] = [`${folder}/in`, `${folder}/out`];
  return { inside, outside, secret: `${outside}/secret`, check: within(inside) };
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o7777;
}

async function isUntouched({ folder }: GuardedFilesWorld): Promise<void> {
  assert.equal(await Deno.readTextFile(`${folder}/out/secret`), "secret");
  const names = (await Array.fromAsync(Deno.readDir(`${folder}/out`))).map(({ name }) => name).sort();
  assert.deepEqual(names, ["deep", "secret"]);
  assert.deepEqual((await Array.fromAsync(Deno.readDir(`${folder}/out/deep`))).map(({ name }) => name), ["canary"]);
}

/** Goes on for a while beside a busy neighbour: so many rounds that both sides of the race come up, however slow the machine. */
async function race(rounds: () => Promise<"allowed" | "refused" | "missing">): Promise<void> {
  const seen = { allowed: 0, refused: 0, missing: 0 };
  for (let round = 0; round < 20_000; round++) {
    seen[await rounds()]++;
    if (round >= 400 && seen.allowed > 20 && seen.refused > 20) return;
  }
  assert.fail(`The race did not come up: ${JSON.stringify(seen)}`);
}

async function outcome(act: () => Promise<unknown>): Promise<"allowed" | "refused" | "missing"> {
  try {
    await act();
    return "allowed";
  } catch (error) {
    if (error instanceof Refused) return "refused";
    if (
      error instanceof Error &&
      ["NotFound", "AlreadyExists", "NotADirectory", "Busy", "FilesystemLoop", "IsADirectory"].includes(error.name)
    ) return "missing";
    // A folder that is being filled while it is emptied.
    if (error instanceof Error && /os error 39/.test(error.message)) return "missing";
    throw error;
  }
}

/** Registers the tests that every implementation of the port `GuardedFiles` has to pass. */
export function guardedFilesSuite(options: SuiteOptions<GuardedFilesWorld>): void {
  registerSuite("GuardedFiles", options, {
    "open() reads what lies in the allowed folder": async (world) => {
      const { inside, check } = places(world);
      assert.equal(await textOf(await world.files.open(`${inside}/ok`, READ, check)), "ok");
      await Deno.symlink("ok", `${inside}/link`);
      assert.equal(await textOf(await world.files.open(`${inside}/link`, READ, check)), "ok");
    },

    "open() gives the check the real path of what was opened": async (world) => {
      const { inside, outside } = places(world);
      await Deno.symlink(outside, `${inside}/way`);
      const seen: string[] = [];
      (await world.files.open(`${inside}/way/secret`, READ, (real) => void seen.push(real))).close();
      assert.deepEqual(seen, [`${outside}/secret`]);
    },

    "open() refuses links that lead out, of files and of folders, also over several": async (world) => {
      const { inside, outside, secret, check } = places(world);
      await Deno.symlink(secret, `${inside}/file`);
      await Deno.symlink("../out", `${inside}/folder`);
      await Deno.symlink("folder", `${inside}/second`);
      await Deno.symlink("/proc/self/root", `${inside}/root`).catch(() => {});
      for (const path of ["file", "folder/secret", "second/secret", `root${outside}/secret`]) {
        await assert.rejects(world.files.open(`${inside}/${path}`, READ, check), Refused, path);
        await assert.rejects(world.files.open(`${inside}/${path}`, CREATE, check), Refused, path);
        await assert.rejects(world.files.stat(`${inside}/${path}`, check), Refused, path);
      }
      await assert.rejects(world.files.readDir(`${inside}/folder`, check), Refused);
      await isUntouched(world);
    },

    "open() creates, truncates and appends as asked": async (world) => {
      const { inside, check } = places(world);
      const path = `${inside}/new`;
      const write = async (how: Partial<GuardedOpenOptions>, text: string) => {
        const file = await world.files.open(path, { ...OPEN, ...how }, check);
        await file.write(encoder.encode(text));
        file.close();
        return await Deno.readTextFile(path);
      };
      await assert.rejects(write({ write: true }, "x"), { name: "NotFound" });
      assert.equal(await write({ write: true, create: true }, "12345"), "12345");
      assert.equal(await write({ write: true, create: true }, "ab"), "ab345");
      assert.equal(await write({ append: true }, "c"), "ab345c");
      assert.equal(await write({ write: true, truncate: true }, "z"), "z");
      await assert.rejects(write({ write: true, createNew: true }, "x"), { name: "AlreadyExists" });
      assert.equal(await Deno.readTextFile(path), "z");
    },

    "open() gives a new file the mode asked for and never more than permission bits": async (world) => {
      const { inside, check } = places(world);
      (await world.files.open(`${inside}/a`, { ...CREATE, mode: 0o6640 }, check)).close();
      assert.equal(await modeOf(`${inside}/a`), 0o640 & ~Deno.umask());
      (await world.files.open(`${inside}/ok`, { ...CREATE, mode: 0o4602, isModeForced: true }, check)).close();
      assert.equal(await modeOf(`${inside}/ok`), 0o602);
      (await world.files.open(`${inside}/b`, { ...CREATE, mode: 0o666, isModeForced: true }, check)).close();
      assert.equal(await modeOf(`${inside}/b`), 0o666);
    },

    "open() touches nothing before the check": async (world) => {
      const { outside, secret, check } = places(world);
      for (const how of [CREATE, { ...CREATE, createNew: true }, { ...OPEN, append: true, create: true }]) {
        await assert.rejects(world.files.open(secret, how, check), Refused);
        await assert.rejects(world.files.open(`${outside}/none`, how, check), Refused);
        await assert.rejects(world.files.open(`${outside}/none/none`, how, check), Refused);
      }
      await isUntouched(world);
    },

    "open() follows a link that leads to nothing yet only to where files may be made": async (world) => {
      const { inside, outside, check } = places(world);
      await Deno.symlink(`${outside}/made`, `${inside}/bad`);
      await assert.rejects(world.files.open(`${inside}/bad`, CREATE, check), Refused);
      await Deno.symlink("made", `${inside}/good`);
      (await world.files.open(`${inside}/good`, CREATE, check)).close();
      assert.ok((await Deno.lstat(`${inside}/made`)).isFile);
      await Deno.symlink("loop", `${inside}/loop`);
      await assert.rejects(world.files.open(`${inside}/loop`, CREATE, check), { name: "FilesystemLoop" });
      await isUntouched(world);
    },

    "open() refuses pipes and devices and waits for neither": async (world) => {
      const { inside, check } = places(world);
      assert.ok(new Deno.Command("mkfifo", { args: [`${inside}/pipe`] }).outputSync().success);
      await Deno.symlink("/dev/zero", `${inside}/zero`);
      for (const how of [READ, { ...OPEN, write: true }, CREATE]) {
        await assert.rejects(world.files.open(`${inside}/pipe`, how, check), { name: "NotSupported" });
        await assert.rejects(world.files.open(`${inside}/zero`, how, () => {}), { name: "NotSupported" });
        await assert.rejects(world.files.open(inside, how, check), { name: "IsADirectory" });
      }
      assert.equal((await world.files.stat(`${inside}/pipe`, check)).isFifo, true);
    },

    "open() tells nothing of what exists where it refuses": async (world) => {
      const { inside, outside, secret, check } = places(world);
      await Deno.symlink(outside, `${inside}/way`);
      await Deno.symlink(`${outside}/absent`, `${inside}/absent`);
      await Deno.symlink("/etc/passwd", `${inside}/passwd`);
      const absent = [
        `${outside}/none`,
        `${outside}/none/x`,
        `${secret}/x`,
        `${inside}/way/none`,
        `${inside}/absent`,
        `${inside}/absent/x`,
        `${inside}/passwd/x`,
      ];
      for (const path of [secret, ...absent]) {
        await assert.rejects(world.files.open(path, READ, check), Refused, path);
        await assert.rejects(world.files.stat(path, check), Refused, path);
        await assert.rejects(world.files.readDir(path, check), Refused, path);
        await assert.rejects(world.files.mkdir(`${path}/y`, { recursive: true }, check), Refused, path);
        await assert.rejects(world.files.remove(`${path}/y`, { recursive: true }, check), Refused, path);
      }
      await assert.rejects(world.files.stat(`${inside}/none`, check), { name: "NotFound" });
      await assert.rejects(world.files.stat(`${inside}/ok/x`, check), { name: "NotADirectory" });
    },

    "a path that leads to nothing is checked as the place that it would lead to": async (world) => {
      const { inside, outside } = places(world);
      await Deno.symlink(outside, `${inside}/way`);
      await Deno.symlink(`${outside}/none`, `${inside}/nowhere`);
      const rows = {
        "none/x/y": `${inside}/none/x/y`,
        "way/none/x": `${outside}/none/x`,
        "nowhere/x": `${outside}/none/x`,
        "ok/x": `${inside}/ok/x`,
      };
      for (const [path, real] of Object.entries(rows)) {
        const seen: string[] = [];
        await assert.rejects(world.files.stat(`${inside}/${path}`, (asked) => void seen.push(asked)), (error) => error instanceof Error);
        assert.deepEqual(seen, [real]);
      }
    },

    "open() takes a hard link for the file of the folder it stands in": async (world) => {
      const { inside, secret, check } = places(world);
      await Deno.link(secret, `${inside}/hard`);
      assert.equal(await textOf(await world.files.open(`${inside}/hard`, READ, check)), "secret");
    },

    "open() finds a file whose name is like the mark of a removed one": async (world) => {
      const { inside, check } = places(world);
      await Deno.writeTextFile(`${inside}/x (deleted)`, "there");
      assert.equal(await textOf(await world.files.open(`${inside}/x (deleted)`, READ, check)), "there");
    },

    "an open file reads, writes, seeks and truncates": async (world) => {
      const { inside, check } = places(world);
      const file = await world.files.open(`${inside}/f`, { ...CREATE, read: true }, check);
      await file.write(encoder.encode("hello world"));
      assert.equal(await file.seek(-5, "end"), 6);
      const bytes = new Uint8Array(3);
      assert.equal(await file.read(bytes), 3);
      assert.equal(new TextDecoder().decode(bytes), "wor");
      assert.equal(await file.seek(-1, "current"), 8);
      await file.truncate(8);
      assert.equal(await file.read(bytes), null);
      assert.equal((await file.stat()).size, 8);
      await file.sync("all");
      await file.sync("data");
      file.close();
    },

    "readDir() lists names and what they are, links as links": async (world) => {
      const { inside, check } = places(world);
      await Deno.symlink("ok", `${inside}/link`);
      const entries = [...await world.files.readDir(inside, check)].sort((a, b) => a.name < b.name ? -1 : 1);
      assert.deepEqual(entries, [
        { name: "link", isFile: false, isDirectory: false, isSymlink: true },
        { name: "ok", isFile: true, isDirectory: false, isSymlink: false },
        { name: "sub", isFile: false, isDirectory: true, isSymlink: false },
      ]);
      await assert.rejects(world.files.readDir(`${inside}/ok`, check), { name: "NotADirectory" });
    },

    "mkdir() makes folders, each on the way checked": async (world) => {
      const { inside, outside, check } = places(world);
      await world.files.mkdir(`${inside}/a`, { recursive: false, mode: 0o6700 }, check);
      assert.equal(await modeOf(`${inside}/a`), 0o700);
      await assert.rejects(world.files.mkdir(`${inside}/a`, { recursive: false }, check), { name: "AlreadyExists" });
      await assert.rejects(world.files.mkdir(`${inside}/x/y`, { recursive: false }, check), { name: "NotFound" });
      await world.files.mkdir(`${inside}/x/y/z`, { recursive: true }, check);
      await world.files.mkdir(`${inside}/x/y/z`, { recursive: true }, check);
      await assert.rejects(world.files.mkdir(`${inside}/ok`, { recursive: true }, check), { name: "AlreadyExists" });
      await Deno.symlink(outside, `${inside}/way`);
      await Deno.symlink(`${outside}/none`, `${inside}/nowhere`);
      for (const path of ["way/a", "way/a/b", "nowhere/a"]) {
        await assert.rejects(world.files.mkdir(`${inside}/${path}`, { recursive: true }, check), (error) => error instanceof Error, path);
      }
      await assert.rejects(world.files.mkdir(`${outside}/a/b`, { recursive: true }, check), Refused);
      await isUntouched(world);
    },

    "remove() removes a link and not what it leads to": async (world) => {
      const { inside, outside, secret, check } = places(world);
      await Deno.symlink(secret, `${inside}/file`);
      await Deno.symlink(outside, `${inside}/folder`);
      await Deno.symlink(outside, `${inside}/folder2`);
      await world.files.remove(`${inside}/file`, { recursive: false }, check);
      await world.files.remove(`${inside}/folder`, { recursive: false }, check);
      await world.files.remove(`${inside}/folder2`, { recursive: true }, check);
      await assert.rejects(Deno.lstat(`${inside}/folder2`), Deno.errors.NotFound);
      await Deno.symlink(outside, `${inside}/way`);
      await assert.rejects(world.files.remove(`${inside}/way/secret`, { recursive: false }, check), Refused);
      await assert.rejects(world.files.remove("/", { recursive: true }, () => {}), { name: "PermissionDenied" });
      await isUntouched(world);
    },

    "remove() with recursive follows no link within": async (world) => {
      const { inside, outside, check } = places(world);
      await Deno.mkdir(`${inside}/a/b`, { recursive: true });
      await Deno.symlink(outside, `${inside}/a/b/way`);
      await assert.rejects(world.files.remove(`${inside}/a`, { recursive: false }, check), (error) => error instanceof Error);
      await world.files.remove(`${inside}/a`, { recursive: true }, check);
      await isUntouched(world);
    },

    "rename() checks both ends and moves a link itself": async (world) => {
      const { inside, outside, secret, check } = places(world);
      await Deno.symlink(secret, `${inside}/link`);
      await world.files.rename(`${inside}/link`, `${inside}/moved`, check, check);
      assert.ok((await Deno.lstat(`${inside}/moved`)).isSymlink);
      await assert.rejects(world.files.rename(`${inside}/ok`, `${outside}/ok`, check, check), Refused);
      await assert.rejects(world.files.rename(secret, `${inside}/mine`, check, check), Refused);
      await Deno.symlink(outside, `${inside}/way`);
      await assert.rejects(world.files.rename(`${inside}/way/secret`, `${inside}/mine`, check, check), Refused);
      await assert.rejects(world.files.rename(`${inside}/ok`, `${inside}/way/ok`, check, check), Refused);
      await assert.rejects(world.files.rename(`${inside}/none`, `${inside}/x`, check, check), { name: "NotFound" });
      await isUntouched(world);
    },

    "realPath() resolves what exists and keeps the rest": ({ files, folder }) => {
      Deno.symlinkSync(`${folder}/out`, `${folder}/in/way`);
      assert.equal(files.realPath(`${folder}/in/way/none/x`), `${folder}/out/none/x`);
      Deno.symlinkSync(`${folder}/out/later`, `${folder}/in/later`);
      assert.equal(files.realPath(`${folder}/in/later/x`), `${folder}/out/later/x`);
      assert.equal(files.realPath("/"), "/");
      assert.equal(files.realPath(nodePath.join(folder, "in/../in")), `${folder}/in`);
    },

    "findProgram() finds the first that may be executed": async ({ files, folder }) => {
      await Deno.mkdir(`${folder}/a/tool`, { recursive: true });
      await Deno.mkdir(`${folder}/b`);
      await Deno.writeTextFile(`${folder}/b/tool`, "", { mode: 0o644 });
      await Deno.mkdir(`${folder}/c`);
      await Deno.writeTextFile(`${folder}/c/tool`, "", { mode: 0o755 });
      assert.equal(files.findProgram("tool", `${folder}/a:${folder}/b:${folder}/c`, "/"), `${folder}/c/tool`);
      assert.equal(files.findProgram("tool", "c:/none", folder), `${folder}/c/tool`);
      assert.equal(files.findProgram("./c/tool", undefined, folder), `${folder}/c/tool`);
      assert.equal(files.findProgram("tool", `${folder}/a:${folder}/b`, "/"), undefined);
      assert.equal(files.findProgram("", `${folder}/c`, "/"), undefined);
    },

    "open() never reads through a link that is swapped meanwhile": async (world) => {
      const { inside, secret, check } = places(world);
      await Deno.symlink(`${inside}/ok`, `${inside}/link`);
      await Deno.symlink(secret, `${inside}/other`);
      await using _swapper = await startSwapper(`${inside}/link`, `${inside}/other`);
      await race(() => outcome(async () => assert.equal(await textOf(await world.files.open(`${inside}/link`, READ, check)), "ok")));
    },

    "open() never writes through a link that is swapped meanwhile": async (world) => {
      const { inside, secret, check } = places(world);
      await Deno.symlink(`${inside}/ok`, `${inside}/link`);
      await Deno.symlink(secret, `${inside}/other`);
      await using _swapper = await startSwapper(`${inside}/link`, `${inside}/other`);
      await race(() =>
        outcome(async () => {
          const file = await world.files.open(`${inside}/link`, { ...OPEN, write: true, truncate: true }, check);
          await file.write(encoder.encode("mine"));
          file.close();
        })
      );
      await isUntouched(world);
    },

    "nothing is made, renamed or removed in a folder that is swapped in meanwhile": async (world) => {
      const { inside, outside, check } = places(world);
      await Deno.symlink(outside, `${inside}/other`);
      const { files } = world;
      let round = 0;
      {
        await using _swapper = await startSwapper(`${inside}/sub`, `${inside}/other`);
        await race(() =>
          outcome(async () => {
            const path = `${inside}/sub/${round++}`;
            (await files.open(path, { ...CREATE, mode: 0o600, isModeForced: true }, check)).close();
            await files.mkdir(`${inside}/sub/d${round}/e`, { recursive: true }, check);
            await files.rename(`${inside}/sub/d${round}`, `${inside}/sub/f${round}`, check, check);
            await files.remove(`${inside}/sub/f${round}`, { recursive: true }, check);
          })
        );
        // What is removed here is, out there, the canary.
        await race(async () => {
          const end = await outcome(() => files.remove(`${inside}/sub/secret`, { recursive: true }, check));
          return end === "missing" ? "allowed" : end;
        });
      }
      await isUntouched(world);
    },

    "remove() with recursive empties no folder that is swapped in within": async (world) => {
      const { inside, outside, check } = places(world);
      await Deno.mkdir(`${inside}/tree/sub`, { recursive: true });
      await Deno.symlink(outside, `${inside}/other`);
      {
        await using _swapper = await startSwapper(`${inside}/tree/sub`, `${inside}/other`);
        for (let round = 0; round < 300; round++) {
          await outcome(() => world.files.remove(`${inside}/tree`, { recursive: true }, check));
          await Deno.mkdir(`${inside}/tree/sub/x/y`, { recursive: true }).catch(() => {});
        }
      }
      // The refilling followed the link at times; what was there has to be there still.
      assert.equal(await Deno.readTextFile(`${outside}/secret`), "secret");
      assert.equal(await Deno.readTextFile(`${outside}/deep/canary`), "canary");
    },
  });
}
