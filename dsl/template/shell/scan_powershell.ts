import { ShellCursor } from "./shell_cursor.ts";
import { type Refusal, REFUSALS, type ScannedShell, type SlotForm } from "./slot.ts";

/**
 * Finds the `{{ }}` of PowerShell text and how each stands there. What is in a comment (`#`, `<# #>`) is left alone.
 *
 * A variable of PowerShell is never split, so a bare one stays one value; beside other text (`a-{{ x }}.txt`) it would be read as a member
 * access or as two arguments, and needs double quotes.
 */
export function scanPowerShell(text: string): ScannedShell {
  return new PowerShellScanner(text).scan();
}

const MAX_DEPTH = 200;
const CODE = { kind: "inert", by: "Invoke-Expression" } as const;

class PowerShellScanner {
  readonly #cursor: ShellCursor;
  /** What closes each open construct: `"`, `"@` or `)`. */
  readonly #closers: string[] = [];
  /** The word before the current one decides whether an expression would be called. */
  #lastWord = "";

  constructor(text: string) {
    this.#cursor = new ShellCursor(text);
  }

  scan(): ScannedShell {
    while (this.#cursor.at < this.#cursor.text.length && !this.#cursor.isBroken) {
      if (this.#closers.length >= MAX_DEPTH) this.#refuseUntil(this.#cursor.text.length, REFUSALS.depth);
      else if (this.#isInText()) this.#stepText(this.#closers.at(-1) ?? "");
      else this.#stepCode();
    }
    return this.#cursor.result();
  }

  #isInText(): boolean {
    return this.#closers.at(-1)?.startsWith('"') ?? false;
  }

  #stepCode(): void {
    const text = this.#cursor.text;
    const char = text[this.#cursor.at] ?? "";
    const isWordStart = this.#cursor.at === 0 || /[\s;|&(){},=]/.test(text[this.#cursor.at - 1] ?? "");
    if (this.#cursor.startsWith("{{")) return this.#slot("word", this.#refusalOfBare());
    if (char === "#" && isWordStart) return this.#skipTo("\n");
    if (this.#cursor.startsWith("<#")) return this.#skipTo("#>");
    if (this.#cursor.startsWith("@'")) return this.#refuseUntil(this.#find("\n'@", this.#cursor.at + 2), REFUSALS.document);
    if (this.#cursor.startsWith('@"')) return this.#open('"@', 2);
    if (char === "'") return this.#refuseUntil(this.#endOfSingle(), REFUSALS.single);
    if (char === '"') return this.#open('"', 1);
    if (char === "`") {
      this.#cursor.at += 2;
      return;
    }
    if (char === "(") return this.#open(")", 1);
    if (char === ")" && this.#closers.length > 0) this.#closers.pop();
    const word = /[&.]|[\w-]+/y;
    word.lastIndex = this.#cursor.at;
    const found = word.exec(text)?.[0];
    if (found !== undefined) this.#lastWord = found;
    else if (!/\s/.test(char)) this.#lastWord = "";
    this.#cursor.at += found?.length ?? 1;
  }

  #stepText(closer: string): void {
    const isDocument = closer === '"@';
    const char = this.#cursor.char;
    if (this.#cursor.startsWith("{{")) return this.#slot("inside", undefined);
    if (isDocument ? this.#cursor.startsWith('\n"@') : char === '"') {
      // Two quotes inside a text are one.
      if (!isDocument && this.#cursor.text[this.#cursor.at + 1] === '"') this.#cursor.at += 2;
      else {
        this.#closers.pop();
        this.#lastWord = "";
        this.#cursor.at += isDocument ? 3 : 1;
      }
    } else if (this.#cursor.startsWith("$(")) this.#open(")", 2);
    else this.#cursor.at += char === "`" ? 2 : 1;
  }

  #open(closer: string, length: number): void {
    this.#closers.push(closer);
    this.#cursor.at += length;
    if (closer === ")") this.#lastWord = "";
  }

  #find(what: string, from: number): number {
    const found = this.#cursor.text.indexOf(what, from);
    return found < 0 ? this.#cursor.text.length : found + what.length;
  }

  #skipTo(what: string): void {
    this.#cursor.at = this.#find(what, this.#cursor.at);
  }

  #endOfSingle(): number {
    let end = this.#find("'", this.#cursor.at + 1);
    while (this.#cursor.text[end] === "'") end = this.#find("'", end + 1);
    return end;
  }

  #refusalOfBare(): Refusal | undefined {
    if (this.#lastWord === "&" || this.#lastWord === ".") return REFUSALS.command;
    const before = this.#cursor.text[this.#cursor.at - 1] ?? " ";
    if (before === "$") return REFUSALS.dollar;
    const after = this.#cursor.text[this.#cursor.expressionEnd(this.#cursor.at)] ?? " ";
    return /[\s(,;|={[]/.test(before) && /[\s),;|\]}]/.test(after) ? undefined : REFUSALS.adjacent;
  }

  #refuseUntil(end: number, refusal: Refusal): void {
    for (;;) {
      const open = this.#cursor.text.indexOf("{{", this.#cursor.at);
      if (open < 0 || open >= end || this.#cursor.isBroken) break;
      this.#cursor.at = open;
      this.#slot("inside", refusal);
    }
    this.#cursor.at = Math.max(this.#cursor.at, end);
  }

  #slot(form: SlotForm, refusal: Refusal | undefined): void {
    const slot = this.#cursor.take(form);
    if (slot !== undefined && slot.form !== "literal") {
      slot.refusal = refusal;
      if (/^(iex|invoke-expression|-command|-c)$/i.test(this.#lastWord)) slot.need = CODE;
    }
    if (form === "word") this.#lastWord = "";
  }
}
