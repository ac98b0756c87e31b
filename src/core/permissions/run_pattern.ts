import { pathPatternProblem } from "./path_pattern.ts";
import type { PatternProblem } from "./pattern_problem.ts";

/** Why an entry of `run` means nothing: it is a program's name, looked up in PATH, or the path of one. */
export function runPatternProblem(text: string): PatternProblem | undefined {
  if (text === "") return { message: "A program has no name", hint: "Write a name such as git" };
  if (text === "*") return { message: "* is no program", hint: "Write true for every program" };
  if (!/[/\\]/.test(text) && /\s/.test(text)) {
    return {
      message: `${JSON.stringify(text)} is no program's name`,
      hint: `Write the program alone, without arguments: ${text.trim().split(/\s+/)[0]}`,
    };
  }
  if (text === "." || text === ".." || /[/\\]$/.test(text)) {
    return { message: `${JSON.stringify(text)} is a folder`, hint: "Name the program: ./tools/report" };
  }
  return pathPatternProblem(text);
}
