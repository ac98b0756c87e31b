import { MARK, type ServiceSpec } from "./service_spec.ts";

/** How long systemd waits for a sign of life before it starts the daemon anew. */
const WATCHDOG_S = 30;
/** The grace of runs by default, the 3 s that children have after it, and room. */
const STOP_S = 90;

/**
 * The unit of a service, as `systemd.service(5)` says. It confines the daemon only in what no task needs: tasks are programs of the user's
 * and may need the rest, sudo and containers included.
 */
export function systemdUnit({ program, serveArgs, state, user }: ServiceSpec): string {
  const stateArgs = state === undefined ? [] : ["--state", state];
  const reload = [...program, "reload", ...stateArgs];
  const lines = [
    `# ${MARK}; \`executor service uninstall\` removes it.`,
    `# Changes of your own belong into a drop-in: systemctl ${user ? "--user " : ""}edit executor`,
    "[Unit]",
    "Description=Executor, serving pipelines",
    ...(user ? [] : ["Wants=network-online.target", "After=network-online.target"]),
    "",
    "[Service]",
    "Type=notify",
    "NotifyAccess=main",
    `ExecStart=${commandLine([...program, "serve", ...serveArgs])}`,
    `ExecReload=${commandLine(reload)}`,
    "Restart=on-failure",
    "RestartSec=1s",
    "# A flag or a folder that is wrong stays wrong.",
    "RestartPreventExitStatus=2",
    `WatchdogSec=${WATCHDOG_S}s`,
    `TimeoutStopSec=${STOP_S}s`,
    "# Runs end in their own order: only the daemon is told, and what is left after it is killed.",
    "KillMode=mixed",
    "# A task that takes all memory is that task's failure.",
    "OOMPolicy=continue",
    "LimitNOFILE=65536",
    ...(user || state !== undefined ? [] : ["StateDirectory=executor", "StateDirectoryMode=0700"]),
    // As a user's service these would imply NoNewPrivileges, and sudo in a task would fail.
    ...(user ? [] : ["LockPersonality=yes", "ProtectClock=yes", "ProtectKernelModules=yes", "RestrictRealtime=yes"]),
    "",
    "[Install]",
    `WantedBy=${user ? "default.target" : "multi-user.target"}`,
    "",
  ];
  return lines.join("\n");
}

/** Arguments as a unit's command line quotes them, without expansion of variables or specifiers. */
function commandLine(argv: readonly string[]): string {
  return argv.map((argument, at) => {
    const text = argument.replaceAll("%", "%%").replaceAll("$", at === 0 ? "$" : "$$$$");
    if (/^[\w@%+=:,./$-]+$/.test(text)) return text;
    const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\t", "\\t");
    return `"${escaped}"`;
  }).join(" ");
}
