import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { type CheckQuestion, type CheckReading, checkValueText } from "../../core/mod.ts";
import type { Machine, PathInfo } from "./machine.ts";
import { absent, couldNot, isMissing, known, type Source, unknown } from "./reading.ts";
import { search } from "./search.ts";

/** Most bytes that are searched, and of which a hash is made. */
const MOST_TEXT = 16 << 20;
const MOST_HASHED = 256 << 20;

/** `file`: whether there is one, its size, age, hash and text. */
export const file: Source = async (question, machine, signal) => {
  const path = resolve(question.folder, String(question.target ?? ""));
  let info: PathInfo;
  try {
    info = await machine.info(path);
  } catch (error) {
    if (!isMissing(error)) return couldNot(`${path} cannot be looked at`, error);
    return question.metric === "exists" ? known(false, [`there is no ${path}`]) : absent(`there is no ${path}`);
  }
  const kind = info.isFile ? "file" : info.isDirectory ? "folder" : "device or pipe";
  const written = info.modifiedAt === null ? "" : `, written ${new Date(info.modifiedAt).toISOString()}`;
  const size = info.isFile ? ` of ${checkValueText(info.sizeBytes, "bytes")}` : "";
  const evidence = [`${path}: a ${kind}${size}${written}`];
  switch (question.metric) {
    case "exists":
      return known(true, evidence);
    case "age":
      if (info.modifiedAt === null) return unknown(`the file system does not keep when ${path} was written`);
      return known(Math.max(0, Math.round(machine.now() - info.modifiedAt)), evidence, { unit: "ms" });
  }
  // Opening a pipe would wait for its other end.
  if (!info.isFile) return unknown(`${path} is a ${kind}, not a file`);
  if (question.metric === "size") return known(info.sizeBytes, evidence, { unit: "bytes" });
  try {
    return question.metric === "hash"
      ? await hash(path, question, machine, evidence, signal)
      : await contents(path, question, machine, evidence, signal);
  } catch (error) {
    signal.throwIfAborted();
    return couldNot(`${path} cannot be read`, error);
  }
};

async function contents(
  path: string,
  question: CheckQuestion,
  machine: Machine,
  evidence: readonly string[],
  signal: AbortSignal,
): Promise<CheckReading> {
  const { bytes, isWhole } = await machine.readPart(path, MOST_TEXT);
  const { count, lines } = await search(new TextDecoder().decode(bytes), question.pattern, signal);
  if (count === 0 && !isWhole) {
    return unknown(`it is not in the first ${checkValueText(MOST_TEXT, "bytes")} of ${path}; the rest was not read`);
  }
  return known(count > 0, [...evidence, ...lines]);
}

async function hash(
  path: string,
  question: CheckQuestion,
  machine: Machine,
  evidence: readonly string[],
  signal: AbortSignal,
): Promise<CheckReading> {
  const { bytes, isWhole } = await machine.readPart(path, MOST_HASHED);
  if (!isWhole) return unknown(`${path} is larger than ${checkValueText(MOST_HASHED, "bytes")}, more than is hashed`);
  const digest = createHash("sha256").update(bytes).digest("hex");
  const { count } = await search(digest, question.pattern, signal);
  return known(digest, [...evidence, `sha256 ${digest}`], { holds: count > 0 });
}
