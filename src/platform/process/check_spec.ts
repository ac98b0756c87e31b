import { AppError, type ChildSpec } from "../../core/mod.ts";

/**
 * The environment of a child as `NAME=value` texts, with `extra` after the rest.
 *
 * @throws AppError `spawn_failed` for what no operating system can pass on: no program, a NUL character, a variable's name with `=`.
 */
export function checkSpec(spec: ChildSpec, extra: readonly [name: string, value: string]): string[] {
  const [program] = spec.argv;
  if (program === undefined || program === "") throw new AppError("spawn_failed", "Cannot start a program: its name is empty");
  const refuse = (found: string, hint?: string) => {
    throw new AppError("spawn_failed", `Cannot start "${program.replaceAll("\0", "\\0")}": ${found}`, hint === undefined ? {} : { hint });
  };
  const hint = "Pass binary data through stdin or a file";
  spec.argv.forEach((argument, index) => {
    if (argument.includes("\0")) refuse(index === 0 ? "its name holds a NUL character" : `argument ${index} holds a NUL character`, hint);
  });
  if (spec.cwd.includes("\0")) refuse("its working folder holds a NUL character");
  const env: string[] = [];
  for (const name in spec.env) {
    const value = spec.env[name];
    if (value === undefined || name === extra[0] || !Object.hasOwn(spec.env, name)) continue;
    if (name === "" || name.includes("=") || name.includes("\0")) refuse(`"${name.replaceAll("\0", "\\0")}" is no name of a variable`);
    if (value.includes("\0")) refuse(`the variable ${name} holds a NUL character`, hint);
    env.push(`${name}=${value}`);
  }
  env.push(`${extra[0]}=${extra[1]}`);
  return env;
}
