import type { PatternProblem } from "./pattern_problem.ts";

/** Why an entry of `env` means nothing: it is a variable's name, or the beginning of names and a `*`. */
export function envPatternProblem(text: string): PatternProblem | undefined {
  if (text === "") return { message: "A variable has no name", hint: "Write a name such as API_URL" };
  if (text === "*") return { message: "* is no variable", hint: "Write true for every variable" };
  const bad = /[\s=\0]/.exec(text);
  if (bad !== null) {
    return {
      message: `${JSON.stringify(text)} is no variable's name`,
      hint: `Write its name alone: ${/^[^\s=\0]*/.exec(text)?.[0] || "API_URL"}`,
    };
  }
  if (text.startsWith("$")) {
    return {
      message: `${JSON.stringify(text)} is no variable's name`,
      hint: `Write it without the sign: ${text.replaceAll(/[${}]/g, "") || "API_URL"}`,
    };
  }
  const star = text.indexOf("*");
  if (star === -1 || star === text.length - 1) return undefined;
  return {
    message: `${JSON.stringify(text)} has a * that is not its last character`,
    hint: `Write ${text.slice(0, star) || "PREFIX_"}*, or name the variables`,
  };
}
