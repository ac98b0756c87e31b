import assert from "node:assert/strict";
import { ProgramWorld } from "./fault/program_world.ts";

/** What each shell offers for a line that is being typed, asked in its own way. */
const SHELLS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `bash --norc -c 'source completions; COMP_WORDS=(${quoted(words)}); COMP_CWORD=${
      words.length - 1
    }; _executor; printf "%s\\n" "\${COMPREPLY[@]}"'`,
  fish: (words) => `fish --no-config -c 'source completions; complete -C "${words.join(" ")}"' | cut -f 1`,
  // Its completion needs a terminal; here the two functions that show candidates print what they are handed.
  zsh: (words) =>
    `zsh -f -c 'compdef() { :; }; _describe() { print -rl -- \${(P)2%%:*}; }; _arguments() { print -rl -- "$@"; }
      source ./completions; words=(${quoted(words)}); CURRENT=${words.length}; _executor'`,
};

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(" ");
}

for (const [shell, complete] of Object.entries(SHELLS)) {
  const isThere = new Deno.Command("sh", { args: ["-c", `command -v ${shell}`], stdout: "null" }).outputSync().success;
  Deno.test({
    name: `completions for ${shell} offer verbs, options, their values and runs${isThere ? "" : ` (there is no ${shell} here)`}`,
    ignore: !isThere,
    fn: async () => {
      await using world = await ProgramWorld.create({ "hello.yaml": "tasks: [{ id: a, run: echo hello }]\n" });
      assert.equal((await world.run("run", "hello.yaml")).code, 0);
      assert.equal((await world.shell(`executor completions ${shell} > completions`)).code, 0);
      const offered = async (...words: string[]) => {
        const { stdout, stderr } = await world.shell(complete(["executor", ...words]));
        assert.equal(stderr, "", stderr);
        return stdout;
      };
      assert.match(await offered(""), /^run$[\s\S]*^runs$[\s\S]*^version$/m);
      assert.match(await offered("run", "--"), /--dry-run/);
      assert.match(await offered("graph", "--format", ""), /mermaid/);
      if (shell !== "zsh") assert.match(await offered("show", ""), /^last$/m);
      if (shell !== "zsh") assert.match(await offered("run", "hel"), /^hello\.yaml$/m);
    },
  });
}
