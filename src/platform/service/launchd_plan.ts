import * as nodePath from "node:path";
import type { ServicePlan } from "./service_plan.ts";
import { MARK, type ServiceSpec } from "./service_spec.ts";

/** As {@link systemdPlan}, for macOS: a daemon of the machine or an agent of the user. */
export function launchdPlan(
  spec: ServiceSpec,
  { env, uid }: { readonly env: Readonly<Record<string, string>>; readonly uid: number },
): ServicePlan {
  const home = env["HOME"] ?? "/";
  const folder = spec.user ? nodePath.posix.join(home, "Library/LaunchAgents") : "/Library/LaunchDaemons";
  const logs = spec.user ? nodePath.posix.join(home, "Library/Logs") : "/Library/Logs";
  const path = nodePath.posix.join(folder, `${spec.name}.plist`);
  const domain = spec.user ? `gui/${uid}` : "system";
  return {
    needs: undefined,
    file: { path, text: launchdPlist(spec, nodePath.posix.join(logs, `${spec.name}.log`)) },
    install: [["launchctl", "bootstrap", domain, path]],
    stop: [["launchctl", "bootout", `${domain}/${spec.name}`]],
    forget: [],
    status: ["launchctl", "print", `${domain}/${spec.name}`],
  };
}

/** The property list of a service, as `launchd.plist(5)` says. */
function launchdPlist({ name, program, serveArgs }: ServiceSpec, log: string): string {
  const strings = [...program, "serve", ...serveArgs].map((argument) => `    <string>${xml(argument)}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${MARK}; \`executor service uninstall\` removes it. -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${xml(name)}</string>
  <key>ProgramArguments</key>
  <array>
${strings.join("\n")}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ExitTimeOut</key>
  <integer>90</integer>
  <key>ProcessType</key>
  <string>Standard</string>
  <key>StandardErrorPath</key>
  <string>${xml(log)}</string>
</dict>
</plist>
`;
}

function xml(text: string): string {
  // deno-lint-ignore no-control-regex
  const printable = text.replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "\u{fffd}");
  return printable.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
