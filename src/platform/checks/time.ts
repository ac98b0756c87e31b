import type { CheckQuestion, CheckReading } from "../../core/mod.ts";
import type { Machine } from "./machine.ts";
import { known, plainEnv, type Source, unknown } from "./reading.ts";

/** `time`: the hour, and whether a time server keeps the clock right. */
export const time: Source = (question, machine, signal) => {
  if (question.metric === "hour") {
    const now = new Date(machine.now());
    return Promise.resolve(known(now.getHours(), [`it is ${now.toString().replace(/ \(.*\)$/, "")}`]));
  }
  return synchronized(question, machine, signal);
};

async function synchronized(question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  if (machine.os !== "linux") return unknown("whether the clock is kept right is read on Linux alone");
  const systemd = await lineOf(["timedatectl", "show", "--property=NTPSynchronized", "--value"], question, machine, signal);
  const word = systemd?.trim();
  if (word === "yes" || word === "no") return answer(word === "yes", `systemd says NTPSynchronized=${word}`);
  const chrony = await lineOf(["chronyc", "-c", "tracking"], question, machine, signal);
  // The last of fourteen fields is the leap status, see chronyc(1).
  const leap = chrony?.trim().split(",").at(-1);
  if (chrony !== undefined && leap !== undefined && chrony.includes(",")) return answer(leap !== "Not synchronised", `chrony says ${leap}`);
  return unknown("neither systemd nor chrony says whether the clock is kept right");
}

function answer(isRight: boolean, evidence: string): CheckReading {
  return known(
    isRight,
    [evidence],
    isRight ? {} : { advice: "Start a time service: systemctl enable --now systemd-timesyncd (or chronyd)" },
  );
}

/** What a program prints; undefined when it is not there or fails. */
async function lineOf(
  argv: readonly string[],
  { env, folder }: CheckQuestion,
  machine: Machine,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { code, output } = await machine.run({ argv, env: plainEnv(env), folder }, signal);
    return code === 0 ? output : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
