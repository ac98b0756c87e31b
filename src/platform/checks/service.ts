import type { CheckQuestion, CheckReading } from "../../core/mod.ts";
import { askProgram } from "./ask_program.ts";
import type { Machine } from "./machine.ts";
import { firstLine, known, type Source, unknown } from "./reading.ts";

/** What `systemctl is-enabled` answers with success, see systemctl(1). */
const ENABLED: ReadonlySet<string> = new Set(["enabled", "enabled-runtime", "static", "alias", "indirect", "generated"]);

/** `service`: the state of a service, by the word of the system's manager. */
export const service: Source = async (question, machine, signal) => {
  const name = String(question.target ?? "");
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x20/]/.test(name)) return unknown(`${JSON.stringify(name)} cannot be the name of a service`);
  switch (machine.os) {
    case "linux":
      return await systemd(name, question, machine, signal);
    case "darwin":
      return await launchd(name, question, machine, signal);
    case "windows":
      return await windows(name, question, machine, signal);
    default:
      return unknown(`services of ${machine.os} are not known`);
  }
};

async function systemd(name: string, question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  const unit = /\.(?:service|socket|timer|target|mount|path)$/.test(name) ? name : `${name}.service`;
  const properties = "LoadState,ActiveState,SubState,UnitFileState,MainPID,Result";
  const argv = ["systemctl", "show", "--no-pager", `--property=${properties}`, "--", unit];
  const answer = await askProgram(argv, question, machine, signal);
  if (answer === undefined) return unknown("systemd does not run this machine: there is no systemctl");
  if (answer.code !== 0) {
    return unknown(`systemd does not answer: ${firstLine(answer.output)}`, "Inside of a container ask the machine outside");
  }
  const facts = fieldsOf(answer.output, "=");
  const state = facts.get("ActiveState") ?? "";
  if (state === "") return unknown("systemd does not say in which state the service is");
  if (facts.get("LoadState") === "not-found") {
    return known("not-found", [`there is no ${unit}`], {
      holds: false,
      advice: `See those there are: systemctl list-units --type=service`,
    });
  }
  const main = facts.get("MainPID") ?? "0";
  const result = facts.get("Result") ?? "success";
  const parts = [`${state} (${facts.get("SubState") ?? "?"})`, `${facts.get("UnitFileState") || "no unit file"}`];
  if (main !== "0") parts.push(`main pid ${main}`);
  if (result !== "success") parts.push(`result ${result}`);
  const evidence = [`${unit}: ${parts.join(", ")}`];
  if (question.metric === "enabled") {
    const word = facts.get("UnitFileState") || "unknown";
    const holds = ENABLED.has(word);
    return known(word, evidence, holds ? { holds } : { holds, advice: `Have it start with the machine: systemctl enable ${unit}` });
  }
  const holds = state === "active" || state === "reloading";
  return known(state, evidence, holds ? { holds } : { holds, advice: `See why: systemctl status ${unit}; journalctl -u ${unit} -n 50` });
}

/** macOS. Not verified on a machine of its own. */
async function launchd(name: string, question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  const answer = await askProgram(["launchctl", "print", `system/${name}`], question, machine, signal);
  if (answer === undefined) return unknown("there is no launchctl");
  if (answer.code === 113) return known("not-found", [`there is no system/${name}`], { holds: false });
  if (answer.code !== 0) return unknown(`launchd does not answer: ${firstLine(answer.output)}`);
  if (question.metric === "enabled") {
    const disabled = await askProgram(["launchctl", "print-disabled", "system"], question, machine, signal);
    if (disabled?.code !== 0) return unknown("launchd does not say which services are disabled");
    const isOff = disabled.output.split("\n").some((line) => line.includes(`"${name}"`) && /=> (?:true|disabled)/.test(line));
    return known(isOff ? "disabled" : "enabled", [`system/${name}: ${isOff ? "disabled" : "enabled"}`], { holds: !isOff });
  }
  const state = /^\s*state = (.+)$/m.exec(answer.output)?.[1]?.trim();
  if (state === undefined) return unknown("launchd does not say in which state the service is");
  return known(state, [`system/${name}: ${state}`], { holds: state === "running" });
}

/** Windows. Not verified on a machine of its own. */
async function windows(name: string, question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  const verb = question.metric === "enabled" ? "qc" : "query";
  const answer = await askProgram(["sc.exe", verb, name], question, machine, signal);
  if (answer === undefined) return unknown("there is no sc.exe");
  // ERROR_SERVICE_DOES_NOT_EXIST
  if (answer.code === 1060) return known("not-found", [`there is no service ${name}`], { holds: false });
  if (answer.code !== 0) return unknown(`the service manager does not answer: ${firstLine(answer.output)}`);
  const field = question.metric === "enabled" ? "START_TYPE" : "STATE";
  const word = new RegExp(`${field}\\s*:\\s*\\d+\\s+(\\w+)`).exec(answer.output)?.[1]?.toLowerCase();
  if (word === undefined) return unknown(`the service manager does not say its ${field}`);
  return known(word, [`${name}: ${word}`], { holds: word === "running" || word === "auto_start" });
}

function fieldsOf(text: string, separator: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(separator);
    if (at > 0) fields.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return fields;
}
