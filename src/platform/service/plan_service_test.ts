import assert from "node:assert/strict";
import { planService } from "./plan_service.ts";
import type { ServiceSpec } from "./service_spec.ts";

const SPEC: ServiceSpec = {
  name: "executor",
  program: ["/usr/local/bin/executor"],
  serveArgs: ["/etc/executor"],
  state: undefined,
  user: false,
};
/** Everything that some manager gives a meaning of its own. */
const ODD = ["/srv/a b%h", "--allow-read=$HOME,/x", 'q"uo\\te', "<&>\t;'é", "tail\\"];
const LINUX = { os: "linux", env: { HOME: "/home/a" }, uid: 1000 } as const;
const DARWIN = { os: "darwin", env: { HOME: "/Users/a" }, uid: 501 } as const;
const WINDOWS = { os: "windows", env: {}, uid: 0 } as const;

/** What a command prints; undefined when it is not there. */
function outputOf(command: string, args: readonly string[], env: Record<string, string> = {}): { code: number; text: string } | undefined {
  try {
    const { code, stdout, stderr } = new Deno.Command(command, { args: [...args], env }).outputSync();
    return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  } catch {
    return undefined;
  }
}

Deno.test("planService() makes a unit of the machine that systemd starts, reloads, watches and stops", () => {
  const { file, install, stop } = planService(SPEC, LINUX);
  assert.equal(file?.path, "/etc/systemd/system/executor.service");
  assert.equal(
    file?.text,
    `# Written by \`executor service install\`; \`executor service uninstall\` removes it.
# Changes of your own belong into a drop-in: systemctl edit executor
[Unit]
Description=Executor, serving pipelines
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
NotifyAccess=main
ExecStart=/usr/local/bin/executor serve /etc/executor
ExecReload=/usr/local/bin/executor reload
Restart=on-failure
RestartSec=1s
# A flag or a folder that is wrong stays wrong.
RestartPreventExitStatus=2
WatchdogSec=30s
TimeoutStopSec=90s
# Runs end in their own order: only the daemon is told, and what is left after it is killed.
KillMode=mixed
# A task that takes all memory is that task's failure.
OOMPolicy=continue
LimitNOFILE=65536
StateDirectory=executor
StateDirectoryMode=0700
LockPersonality=yes
ProtectClock=yes
ProtectKernelModules=yes
RestrictRealtime=yes

[Install]
WantedBy=multi-user.target
`,
  );
  assert.deepEqual(install.map((command) => command.join(" ")), [
    "systemctl daemon-reload",
    "systemctl enable executor.service",
    "systemctl restart executor.service",
  ]);
  assert.deepEqual(stop, [["systemctl", "disable", "--now", "executor.service"]]);
});

Deno.test("planService() makes a user's unit in their own folder, without what would take sudo from tasks", () => {
  const { file, install } = planService({ ...SPEC, user: true, state: "/x/state" }, {
    ...LINUX,
    env: { HOME: "/home/a", XDG_CONFIG_HOME: "/c" },
  });
  assert.equal(file?.path, "/c/systemd/user/executor.service");
  assert.equal(planService({ ...SPEC, user: true }, LINUX).file?.path, "/home/a/.config/systemd/user/executor.service");
  assert.match(file?.text ?? "", /^ExecReload=\/usr\/local\/bin\/executor reload --state \/x\/state$/m);
  assert.match(file?.text ?? "", /^WantedBy=default\.target$/m);
  assert.doesNotMatch(file?.text ?? "", /StateDirectory|Protect|Restrict|Lock|network-online/);
  assert.deepEqual(install[0], ["systemctl", "--user", "daemon-reload"]);
});

const analyze = outputOf("systemd-analyze", ["--version"]);

Deno.test({
  name: `planService() makes units that systemd accepts${analyze === undefined ? " (skipped: it needs systemd-analyze)" : ""}`,
  ignore: analyze === undefined,
  fn: async () => {
    for (const user of [false, true]) {
      const spec = { ...SPEC, program: ["/bin/true"], serveArgs: [...ODD, "/etc"], user };
      const folder = await Deno.makeTempDir();
      try {
        const path = `${folder}/executor.service`;
        await Deno.writeTextFile(path, planService(spec, LINUX).file?.text ?? "");
        const args = [...(user ? ["--user"] : []), "verify", "--man=no", path];
        assert.deepEqual(outputOf("systemd-analyze", args, { XDG_RUNTIME_DIR: folder }), { code: 0, text: "" });
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }
  },
});

Deno.test("planService() quotes arguments so that a unit's command line gives them back", () => {
  const text = planService({ ...SPEC, serveArgs: ODD }, LINUX).file?.text ?? "";
  const [, line = ""] = /^ExecStart=(.*)$/m.exec(text) ?? [];
  assert.equal(line, `/usr/local/bin/executor serve "/srv/a b%%h" --allow-read=$$HOME,/x "q\\"uo\\\\te" "<&>\\t;'é" "tail\\\\"`);
});

const python = outputOf("python3", ["--version"]);

Deno.test({
  name: `planService() makes property lists that give back what was put in${python === undefined ? " (skipped: it needs python3)" : ""}`,
  ignore: python === undefined,
  fn: () => {
    const { file, install, stop } = planService({ ...SPEC, serveArgs: ODD, user: true }, DARWIN);
    assert.equal(file?.path, "/Users/a/Library/LaunchAgents/executor.plist");
    const code = "import plistlib, json, sys; print(json.dumps(plistlib.loads(sys.argv[1].encode())))";
    const plist = JSON.parse(outputOf("python3", ["-c", code, file?.text ?? ""])?.text ?? "");
    assert.deepEqual(plist, {
      Label: "executor",
      ProgramArguments: ["/usr/local/bin/executor", "serve", ...ODD],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ExitTimeOut: 90,
      ProcessType: "Standard",
      StandardErrorPath: "/Users/a/Library/Logs/executor.log",
    });
    assert.deepEqual(install, [["launchctl", "bootstrap", "gui/501", file?.path]]);
    assert.deepEqual(stop, [["launchctl", "bootout", "gui/501/executor"]]);
    assert.equal(planService(SPEC, DARWIN).file?.path, "/Library/LaunchDaemons/executor.plist");
    assert.deepEqual(planService(SPEC, DARWIN).stop, [["launchctl", "bootout", "system/executor"]]);
  },
});

Deno.test("planService() gives Windows one command line that its own rules split again", () => {
  const { file, install, stop } = planService({ ...SPEC, program: ["C:\\Program Files\\executor.exe"], serveArgs: ODD }, WINDOWS);
  assert.equal(file, undefined);
  const create = install[0] ?? [];
  assert.deepEqual(create.slice(0, 4), ["sc.exe", "create", "executor", "binPath="]);
  assert.deepEqual(splitAsWindows(create[4] ?? ""), ["C:\\Program Files\\executor.exe", "windows-service", "executor", "serve", ...ODD]);
  assert.deepEqual(stop, [["sc.exe", "stop", "executor"], ["sc.exe", "delete", "executor"]]);
});

/** `CommandLineToArgvW` as its documentation says. */
function splitAsWindows(line: string): string[] {
  const argv: string[] = [];
  let at = 0;
  while (at < line.length) {
    while (line[at] === " " || line[at] === "\t") at++;
    if (at >= line.length) break;
    let argument = "";
    let quoted = false;
    while (at < line.length && (quoted || line[at] !== " " && line[at] !== "\t")) {
      let slashes = 0;
      while (line[at] === "\\") {
        slashes++;
        at++;
      }
      if (line[at] === '"') {
        argument += "\\".repeat(slashes >> 1);
        if (slashes % 2 === 1) argument += '"';
        else quoted = !quoted;
        at++;
      } else {
        argument += "\\".repeat(slashes);
        if (at < line.length && (quoted || line[at] !== " " && line[at] !== "\t")) argument += line[at++];
      }
    }
    argv.push(argument);
  }
  return argv;
}
