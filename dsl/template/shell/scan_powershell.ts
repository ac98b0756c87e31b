import { findExpressionEnd, MAX_RECOVERIES } from "../find_expression_end.ts";
import { LITERAL_BRACES, type OpenSlot, type Refusal, REFUSALS, type ScannedShell, type SlotForm } from "./slot.ts";

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
  readonly #text: string;
  readonly #slots: OpenSlot[] = [];
  /** What closes each open construct: `"`, `"@` or `)`. */
  readonly #closers: string[] = [];
  #at = 0;
  #recoveries = 0;
  #unclosed: number | undefined;
  /** The word before the current one decides whether an expression would be called. */
  #lastWord = "";

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ScannedShell {
    while (this.#at < this.#text.length && this.#unclosed === undefined) {
      if (this.#closers.length >= MAX_DEPTH) this.#refuseUntil(this.#text.length, REFUSALS.depth);
      else if (this.#isInText()) this.#stepText(this.#closers.at(-1) ?? "");
      else this.#stepCode();
    }
    return { slots: this.#slots, unclosed: this.#unclosed };
  }

  #isInText(): boolean {
    return this.#closers.at(-1)?.startsWith('"') ?? false;
  }

  #startsWith(what: string): boolean {
    return this.#text.startsWith(what, this.#at);
  }

  #stepCode(): void {
    const text = this.#text;
    const char = text[this.#at] ?? "";
    const isWordStart = this.#at === 0 || /[\s;|&(){},=]/.test(text[this.#at - 1] ?? "");
    if (this.#startsWith("{{")) return this.#slot("word", this.#refusalOfBare());
    if (char === "#" && isWordStart) return this.#skipTo("\n");
    if (this.#startsWith("<#")) return this.#skipTo("#>");
    if (this.#startsWith("@'")) return this.#refuseUntil(this.#find("\n'@", this.#at + 2), REFUSALS.document);
    if (this.#startsWith('@"')) return this.#open('"@', 2);
    if (char === "'") return this.#refuseUntil(this.#endOfSingle(), REFUSALS.single);
    if (char === '"') return this.#open('"', 1);
    if (char === "`") {
      this.#at += 2;
      return;
    }
    if (char === "(") return this.#open(")", 1);
    if (char === ")" && this.#closers.length > 0) this.#closers.pop();
    const word = /[&.]|[\w-]+/y;
    word.lastIndex = this.#at;
    const found = word.exec(text)?.[0];
    if (found !== undefined) this.#lastWord = found;
    else if (!/\s/.test(char)) this.#lastWord = "";
    this.#at += found?.length ?? 1;
  }

  #stepText(closer: string): void {
    const isDocument = closer === '"@';
    const char = this.#text[this.#at] ?? "";
    if (this.#startsWith("{{")) return this.#slot("inside", undefined);
    if (isDocument ? this.#startsWith('\n"@') : char === '"') {
      // Two quotes inside a text are one.
      if (!isDocument && this.#text[this.#at + 1] === '"') this.#at += 2;
      else {
        this.#closers.pop();
        this.#lastWord = "";
        this.#at += isDocument ? 3 : 1;
      }
    } else if (this.#startsWith("$(")) this.#open(")", 2);
    else this.#at += char === "`" ? 2 : 1;
  }

  #open(closer: string, length: number): void {
    this.#closers.push(closer);
    this.#at += length;
    if (closer === ")") this.#lastWord = "";
  }

  #find(what: string, from: number): number {
    const found = this.#text.indexOf(what, from);
    return found < 0 ? this.#text.length : found + what.length;
  }

  #skipTo(what: string): void {
    this.#at = this.#find(what, this.#at);
  }

  #endOfSingle(): number {
    let end = this.#find("'", this.#at + 1);
    while (this.#text[end] === "'") end = this.#find("'", end + 1);
    return end;
  }

  #refusalOfBare(): Refusal | undefined {
    if (this.#lastWord === "&" || this.#lastWord === ".") return REFUSALS.command;
    const before = this.#text[this.#at - 1] ?? " ";
    if (before === "$") return REFUSALS.dollar;
    const after = this.#text[this.#end().end] ?? " ";
    return /[\s(,;|={[]/.test(before) && /[\s),;|\]}]/.test(after) ? undefined : REFUSALS.adjacent;
  }

  #refuseUntil(end: number, refusal: Refusal): void {
    for (;;) {
      const open = this.#text.indexOf("{{", this.#at);
      if (open < 0 || open >= end || this.#unclosed !== undefined) break;
      this.#at = open;
      this.#slot("inside", refusal);
    }
    this.#at = Math.max(this.#at, end);
  }

  #end() {
    return findExpressionEnd(this.#text, this.#at + 2, this.#text.length, this.#recoveries >= MAX_RECOVERIES);
  }

  #slot(form: SlotForm, refusal: Refusal | undefined): void {
    const start = this.#at;
    const { end, closed, isRecovered } = this.#end();
    if (isRecovered) this.#recoveries++;
    this.#at = end;
    if (!closed) {
      this.#unclosed = start;
      return;
    }
    const source = this.#text.slice(start + 2, end - 2);
    const isLiteral = LITERAL_BRACES.test(source);
    const isCode = /^(iex|invoke-expression|-command|-c)$/i.test(this.#lastWord);
    this.#slots.push({
      span: { start, end },
      source,
      offset: start + 2,
      form: isLiteral ? "literal" : form,
      need: isCode && !isLiteral ? CODE : undefined,
      refusal: isLiteral ? undefined : refusal,
    });
    if (form === "word") this.#lastWord = "";
  }
}
