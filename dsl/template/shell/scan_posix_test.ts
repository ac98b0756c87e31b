import assert from "node:assert/strict";
import process from "node:process";
import { scanPosix } from "./scan_posix.ts";
import { posixVariable } from "./write_variable.ts";

/** Each expression of a text as its form, with what it needs, or why it is refused. */
function outcomes(text: string): string[] {
  return scanPosix(text).slots.map((slot) => {
    if (slot.refusal !== undefined) return slot.refusal.code.replace("template_shell_", "!");
    return slot.need === undefined ? slot.form : `${slot.form}:${slot.need.kind}`;
  });
}

const PLACES: readonly (readonly [text: string, ...outcomes: string[]])[] = [
  ["echo {{ x }}", "word"],
  ["echo a{{ x }}b={{ y }}", "word", "word"],
  ['echo "{{ x }} and {{ y }}"', "inside", "inside"],
  ["x={{ x }} env", "word"],
  ["export A={{ x }}", "word"],
  ["a=({{ x }} b [1]=c)", "word"],
  ["a=([{{ x }}]=b)", "word:number"],
  ["a[{{ i }}]={{ x }}", "word:number", "word"],
  ["cat > {{ x }} 2>&1 <{{ y }}", "word", "word"],
  ["> {{ x }} echo a", "word"],
  ["echo >&{{ x }} 2>&1{{ y }} <&{{ z }} &>{{ w }}", "word:number", "word:number", "word:number", "word"],
  ["2>{{ x }} echo {{ y }}", "word", "word"],
  ["for i in {{ x }} b; do echo {{ y }}; done", "word", "word"],
  ["case {{ x }} in {{ y }}|b) echo {{ z }};; (c) {{ w }};; esac; {{ v }}", "word", "word", "word", "!command", "!command"],
  ["case x\nin\n  a) echo {{ x }} ;;\n  {{ y }}) b\nesac\n{{ z }}", "word", "word", "!command"],
  ["x=$(case a in a) echo {{ x }};; esac); echo {{ y }}", "word", "word"],
  ["if test {{ x }}; then {{ y }}; fi", "word", "!command"],
  ["f() { echo {{ x }}; }", "word"],
  ["f() { {{ x }}; }", "!command"],
  ["f() {{ x }}", "!command"],
  ["function f { {{ x }}; }", "!command"],
  ["{{ x }} --version", "!command"],
  ["$a{{ x }}", "!command"],
  ["$1$b{{ x }} --version", "!command"],
  ["sudo $a{{ x }}", "!command"],
  ["echo $a{{ x }}", "word"],
  ["./$a{{ x }}", "word"],
  ["cat <<'E'\n{{ x | raw }}\nE\n{{ y }}", "!quoted", "!command"],
  ["cat <<'E'\n{{ x | raw }}\nE\nsh -c {{ y }}", "!quoted", "word:inert"],
  ['"{{ x }}" --version', "!command"],
  ["A=1 {{ x }}", "!command"],
  ["true && {{ x }}", "!command"],
  ["a | {{ x }}", "!command"],
  ["a\n{{ x }}", "!command"],
  ["(cd {{ x }} && {{ y }})", "word", "!command"],
  ["! {{ x }}", "!command"],
  ["exec {{ x }}", "!command"],
  ["A=1 exec -c {{ x }}", "!command"],
  ["command -v {{ x }}", "word"],
  ["sudo {{ x }}; sudo -u {{ y }} id; xargs {{ z }}", "!command", "word", "!command"],
  ["$CC {{ x }}", "!command"],
  ["$(true) `true` {{ x }}", "!command"],
  ['"$CC" {{ x }}', "word"],
  ["$CC -c {{ x }}", "word"],
  ['$SHELL -c {{ x }}; "$SHELL" -c {{ y }}', "word:inert", "word:inert"],
  ["x=1 case a in ;{{ x }}", "!command"],
  ["./bin/{{ x }}.sh {{ y }}", "word", "word"],
  ['echo `echo {{ x }}` "`echo {{ y }}`"', "word", "word"],
  ["echo `echo \\`echo {{ x }}\\``", "!place"],
  ['echo $(echo {{ x }}) "$(echo {{ y }} "{{ z }}")"', "word", "word", "inside"],
  ["echo '{{ x }}'", "!quoted"],
  ["echo 'a'{{ x }}'b'", "word"],
  ["echo $'{{ x }}\\'{{ y }}' {{ z }}", "!quoted", "!quoted", "word"],
  ['echo $"{{ x }}"', "inside"],
  ["echo '{{ '{{' }}.Names}}'", "literal"],
  ["echo # {{ x }}\necho {{ y }} #{{ z }}", "word"],
  ["echo a#{{ x }}", "word"],
  ["echo \\# {{ x }}", "word"],
  ["echo \\{{ x }}", "!place"],
  ["echo ${{ x }}", "!place"],
  ['echo "\\${{ x }}"', "inside"],
  ['echo ${a:-{{ x }}} "${a:-{{ y }}}"', "word", "inside"],
  ["echo ${a:={{ x }}} ${a#{{ y }}} ${a[{{ z }}]} ${a:{{ i }}:2}", "!place", "!place", "!place", "!place"],
  ['echo "${a:-"{{ x }}"}"', "!place"],
  ["echo ${a:-'{{ x }}'}", "!quoted"],
  ["echo $(( {{ n }} + $(echo {{ m }}) ))", "number:number", "word:number"],
  ["echo $[ {{ n }} ]", "number:number"],
  ["(( n > {{ n }} )) && echo {{ x }}", "number:number", "word"],
  ["for ((i=0; i<{{ n }}; i++)); do echo {{ x }}; done", "number:number", "word"],
  ["((echo {{ x }}); echo {{ y }})", "word", "word"],
  ["[[ {{ n }} -gt 3 && {{ x }} == a ]] && echo {{ y }}", "word:number", "word", "word"],
  ["[[ {{ x }} == a || {{ y }} == b || c == {{ z }} ]]", "word", "!command", "word"],
  ["[[ a & {{ x }}", "!command"],
  ["[[ -v {{ x }} ]]", "word:number"],
  ["[ {{ n }} -gt 3 ]", "word"],
  ['cat <<EOF\n{{ x }} $(echo {{ y }}) "{{ z }}"\nEOF\necho {{ w }}', "inside", "word", "inside", "word"],
  ["cat <<'EOF'\n{{ x }}\nEOF\necho {{ y }}", "!quoted", "word"],
  ["cat <<-\\EOF\n\t{{ x }}\n\tEOF\necho {{ y }}", "!quoted", "word"],
  ["cat <<A <<'B'\n{{ x }}\nA\n{{ y }}\nB\necho {{ z }}", "inside", "!quoted", "word"],
  ["cat <<'A' <<B\n{{ x }}\nA\n{{ y }}\nB\necho {{ z }}", "!quoted", "inside", "word"],
  ["x=$(cat <<EOF\n{{ x }} )\nEOF\n)\necho {{ y }}", "inside", "word"],
  ["cat <<EOF\nit's # {{ x }} \\{{ y }}\nEOF", "inside", "!place"],
  ["cat <<{{ x }}\nEOF", "!place"],
  ["cat <<<{{ x }}", "word"],
  ["<<<{{ x }} bash -s; bash -c cat <<<{{ y }}", "word:inert", "word"],
  ["bash <<EOF\necho {{ x }}\nEOF", "inside:inert"],
  ["ssh host <<EOF\necho {{ x }}\nEOF", "inside:inert"],
  ["sh -c {{ x }}", "word:inert"],
  ["bash -c -v -o pipefail {{ x }} {{ y }}", "word:inert", "word"],
  ['bash -ec "echo {{ x }}" sh {{ y }}', "inside:inert", "word"],
  ["sudo bash -c 'echo \"$1\"' sh {{ x }}", "word"],
  ['docker exec c sh -c "echo {{ x }}"', "inside:inert"],
  ["eval {{ x }}", "word:inert"],
  ["$a eval {{ x }}", "word:inert"],
  ["$2>&1 eval {{ x }}", "word:inert"],
  ["$a $b sh -c {{ x }}", "word:inert"],
  ["$a echo {{ x }}", "word"],
  ["bash -c $a {{ x }}", "word:inert"],
  ['python3 -c "print({{ x }})"', "inside:inert"],
  ["ssh -p 22 {{ host }} systemctl restart {{ x }}", "word", "word:inert"],
  ["unset {{ x }}", "word:inert"],
  ["declare -i n={{ x }}", "word:inert"],
  ["diff <(echo {{ x }}) >(tee {{ y }})", "word", "word"],
  ["echo a\\\n{{ x }}", "word"],
  ["echo {{ '}}' + x }}b", "word"],
  ["echo {a,b} ${#a} $# $? {{ x }}", "word"],
];

Deno.test("scanPosix() tells how each expression stands", async (t) => {
  for (const [text, ...expected] of PLACES) {
    await t.step(JSON.stringify(text), () => assert.deepEqual(outcomes(text), expected));
  }
});

Deno.test("scanPosix() stops at a `{{` that nothing closes, unless it is in a comment", () => {
  assert.equal(scanPosix("echo {{ x").unclosed, 5);
  assert.equal(scanPosix("echo '{{ x'").unclosed, 6);
  assert.equal(scanPosix("echo # {{ x").unclosed, undefined);
});

Deno.test("scanPosix() refuses what nests too deeply to tell", () => {
  const text = "echo " + "$(echo ".repeat(300) + "{{ x }}" + ")".repeat(300);
  assert.deepEqual(outcomes(text), ["!place"]);
});

Deno.test("scanPosix() stays linear on hostile texts", () => {
  // Processor time: what else the machine does takes none of it.
  const begin = process.cpuUsage();
  for (const unit of ["((", "$((", "(", "$(", "`", "{{ {", "<<A ", "{{ ''' }}", "case ", "[[ ", "eval {{ x }} ", "${a:-"]) {
    scanPosix(unit.repeat(20_000));
  }
  assert.ok(process.cpuUsage(begin).user < 10_000_000);
});

/** Values that would do harm, or change, if they became part of the text. */
const EVIL = [
  "a  b",
  "$(touch pwned)",
  "`touch pwned`",
  "; touch pwned;",
  "'; touch pwned; '",
  '"; touch pwned; "',
  "* ? [a]",
  "-n",
  "",
  "a\nb\\n\\",
  "${HOME} $HOME ~ !!",
  "a[$(touch pwned)]",
  "EOF",
  ")}'\"`",
  "#x",
];

const RUN: readonly (readonly [text: string, count: number])[] = [
  ["printf '<%s>' {{ x }}", 1],
  ["printf '<%s>' \"{{ x }}\" {{ x }}", 2],
  ["v={{ x }}; printf '<%s>' \"$v\"", 1],
  ["printf '<%s>' \"$(printf '%s.' {{ x }})\" | sed 's/\\.>$/>/'", 1],
  ["printf '<%s>' \"`printf '%s.' {{ x }}`\" | sed 's/\\.>$/>/'", 1],
  ["printf '<%s>' ${unset:-{{ x }}}", 1],
  ["printf '<%s>' \"${unset:-{{ x }}}\"", 1],
  ["for i in {{ x }} {{ x }}; do printf '<%s>' \"$i\"; done", 2],
  ["case {{ x }} in {{ x }}) printf '<%s>' {{ x }};; *) echo no;; esac", 1],
  ["cat <<EOF\n<{{ x }}>\nEOF\n# it's {{ \nprintf '<%s>' {{ x }}", 2],
  ["f() { printf '<%s>' \"$1\"; }; f {{ x }}", 1],
  ["[ {{ x }} = \"{{ x }}\" ] && printf '<%s>' {{ x }}", 1],
  ['sh -c \'printf "<%s>" "$1"\' sh {{ x }}', 1],
];

for (const shell of ["dash", "bash", "zsh", "busybox"]) {
  const isThere = hasProgram(shell);
  Deno.test({
    name: `posixVariable() keeps every value one word and no code in ${shell}`,
    ignore: !isThere,
    fn: async (t) => {
      const folder = await Deno.makeTempDir();
      for (const [text, count] of RUN) {
        await t.step(JSON.stringify(text), async () => {
          const scanned = scanPosix(text);
          let script = "";
          let at = 0;
          for (const slot of scanned.slots) {
            assert.equal(slot.refusal, undefined);
            script += text.slice(at, slot.span.start) + posixVariable(slot, "EXECUTOR_EXPR_1");
            at = slot.span.end;
          }
          script += text.slice(at);
          for (const value of EVIL) {
            const child = new Deno.Command(shell, {
              args: shell === "busybox" ? ["sh", "-c", script] : ["-c", script],
              cwd: folder,
              env: { EXECUTOR_EXPR_1: value },
            });
            const { stdout, stderr } = await child.output();
            const found = new TextDecoder().decode(stdout).replaceAll(">\n<", "><");
            assert.equal(found, `<${value}>`.repeat(count), `${script} with ${JSON.stringify(value)}: ${new TextDecoder().decode(stderr)}`);
          }
          assert.deepEqual([...Deno.readDirSync(folder)], []);
        });
      }
      await Deno.remove(folder, { recursive: true });
    },
  });
}

function hasProgram(name: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${name}`).isFile;
    } catch {
      return false;
    }
  });
}
