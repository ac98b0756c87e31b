import { type Attack, trying } from "../attack.ts";

/** With `true` and PATH granted, no other program and no other variable. */
export default {
  title: "Programs and variables beyond the granted ones: links, `PATH`, preloading, working folders, names of variables",
  stoppedBy: ["broker"],
  plain: { keptBecause: "the broker's checks of programs are its own" },
  scripts({ folder, outside, secret }) {
    const permissions = { run: ["true"], env: ["PATH", "CAN"], read: ["."], write: ["."] };
    const pwn = `#!/bin/sh\ntouch ${outside}/pwned\ncat ${outside}/secret.txt\n`;
    const said = `.output().then(({ stdout }) => new TextDecoder().decode(stdout))`;
    return {
      programs: {
        permissions,
        links: { "cat": "/bin/cat", "true": "/bin/cat", "sub": "/bin" },
        files: {
          "main.js": trying([
            `new Deno.Command("cat", { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("/bin/cat", { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("./cat", { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("./true", { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("${folder}/true", { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("./sub/cat", { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("true", { args: ["${outside}/secret.txt"], env: { PATH: "${folder}" } })${said}`,
            `new Deno.Command("true", { args: ["${outside}/secret.txt"], env: { PATH: ".:${folder}" }, cwd: "${folder}" })${said}`,
            `new Deno.Command("true\\0cat", { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("true; cat ${outside}/secret.txt")${said}`,
            `new Deno.Command(["/bin/cat", "${outside}/secret.txt"])${said}`,
            `new Deno.Command({ toString: (() => { let n = 0; return () => n++ === 0 ? "true" : "/bin/cat"; })() }, { args: ["${outside}/secret.txt"] })${said}`,
            `new Deno.Command("true", { env: { LD_PRELOAD: "${folder}/x.so" } })${said}`,
            `new Deno.Command("true", { env: { "LD_PRELOAD=x;A": "y" } })${said}`,
            `Deno.writeTextFile("${folder}/true2", ${JSON.stringify(pwn)}, { mode: 0o755 }).then(() => new Deno.Command("./true2")${said})`,
            `Deno.rename("true2", "true").then(() => new Deno.Command("true", { cwd: "${folder}" })${said})`,
            `Deno.rename("true2", "/bin/true").then(() => new Deno.Command("true")${said})`,
          ]),
        },
      },
      variables: {
        permissions,
        files: {
          "main.js": trying([
            `Deno.env.get("CANARY")`,
            `Deno.env.get("CANARY\\0")`,
            `Deno.env.get("CAN") ?? Deno.env.get("CAN" + "ARY")`,
            `Deno.env.toObject()`,
            `Deno.env.has("CANARY") && "${secret.slice(0, 3)}"`,
            `Deno.env.get({ toString: (() => { let n = 0; return () => n++ === 0 ? "PATH" : "CANARY"; })() })`,
            `Object.values(Object.getOwnPropertyDescriptors(Deno.env)).map(String)`,
            `new Deno.Command("true", { clearEnv: false })${said}`,
          ]),
        },
      },
    };
  },
} satisfies Attack;
