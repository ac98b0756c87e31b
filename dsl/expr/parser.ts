import type { Span } from "../../src/core/mod.ts";
import type { Lexer } from "./lexer.ts";
import { problem } from "./problem.ts";
import { ABANDON, TokenReader } from "./token_reader.ts";
import { BINARY, RESERVED } from "./tokens.ts";
import { macroForm } from "./macro_form.ts";
import { numberValue } from "./number_value.ts";
import type { CallExpr, Expr, LiteralExpr, MacroExpr, SelectExpr } from "./tree.ts";
import type { CelValue } from "./values.ts";

/** One pass over one expression: recursive descent for operands, precedence climbing for operators. */
export class Parser extends TokenReader {
  readonly #sugar: boolean;

  constructor(lexer: Lexer, sugar: boolean) {
    super(lexer);
    this.#sugar = sugar;
  }

  whole(): Expr | undefined {
    const expr = this.prefix();
    const lexer = this.lexer;
    if (expr !== undefined && lexer.kind !== "end") {
      if (lexer.text === "{" && lexer.kind === "op") this.note("Messages cannot be constructed", "A map is written {'key': value}");
      else if (lexer.text === "|" && lexer.kind === "op") this.note("'|' is only allowed within {{ }}; or is '||'");
      else this.note(`Expected an operator or the end, found ${this.found()}`);
    }
    return expr;
  }

  prefix(): Expr | undefined {
    try {
      return this.#expr();
    } catch (thrown) {
      if (thrown !== ABANDON) throw thrown;
      return undefined;
    }
  }

  #call(name: string, nameSpan: Span, target: Expr | undefined, args: readonly Expr[], span: Span, piped = false): CallExpr {
    const height = target === undefined ? this.height(span, ...args) : this.height(span, target, ...args);
    return { kind: "call", name, nameSpan, target, args, span, height, piped };
  }

  #expr(): Expr {
    const condition = this.#binary(1);
    if (!this.isOp("?")) return condition;
    const operator = this.here();
    this.enter(operator);
    this.lexer.next();
    const yes = this.#binary(1);
    if (!this.accept(":")) this.fail(`Expected ':' of the conditional, found ${this.found()}`);
    const no = this.#expr();
    this.nesting--;
    return this.#call("_?_:_", operator, undefined, [condition, yes, no], { start: condition.span.start, end: no.span.end });
  }

  #binary(minimum: number): Expr {
    let left = this.#unary();
    for (;;) {
      const { kind, text } = this.lexer;
      const operator = kind === "op" || kind === "keyword" ? BINARY.get(text) : undefined;
      if (operator === undefined || operator.power < minimum) return left;
      if (operator.power <= 2) {
        left = this.#logical(left, text, operator.fn, operator.power);
        continue;
      }
      const name = this.here();
      this.lexer.next();
      const right = this.#binary(operator.power + 1);
      left = this.#call(operator.fn, name, undefined, [left, right], { start: left.span.start, end: right.span.end });
    }
  }

  /** A chain of `&&` or `||`, balanced: a thousand rules joined by `||` are ten levels deep. */
  #logical(first: Expr, text: string, fn: string, power: number): Expr {
    const terms = [first];
    const names: Span[] = [];
    while (this.isOp(text)) {
      names.push(this.here());
      this.lexer.next();
      terms.push(this.#binary(power + 1));
    }
    return this.#balanced(fn, terms, names, 0, names.length - 1);
  }

  #balanced(fn: string, terms: readonly Expr[], names: readonly Span[], from: number, to: number): Expr {
    const middle = (from + to + 1) >> 1;
    const left = middle === from ? terms[middle] : this.#balanced(fn, terms, names, from, middle - 1);
    const right = middle === to ? terms[middle + 1] : this.#balanced(fn, terms, names, middle + 1, to);
    const name = names[middle];
    if (left === undefined || right === undefined || name === undefined) throw new RangeError("A chain of operators is out of step");
    return this.#call(fn, name, undefined, [left, right], { start: left.span.start, end: right.span.end });
  }

  #unary(): Expr {
    const operator = this.lexer.text;
    if (this.lexer.kind !== "op" || operator !== "!" && operator !== "-") return this.#postfix(undefined);
    const name = this.here();
    let count = 0;
    while (this.isOp(operator)) {
      count++;
      this.lexer.next();
    }
    const kind = this.kind();
    // The sign belongs to the literal, or the least int could not be written.
    if (operator === "-" && count === 1 && (kind === "int" || kind === "double")) return this.#postfix(name.start);
    const operand = this.isOp("!") || this.isOp("-") ? this.#nested(name) : this.#postfix(undefined);
    if (count % 2 === 0) return operand;
    return this.#call(`${operator}_`, name, undefined, [operand], { start: name.start, end: operand.span.end });
  }

  #nested(span: Span): Expr {
    this.enter(span);
    const operand = this.#unary();
    this.nesting--;
    return operand;
  }

  /** An operand and the selections, indexes, calls and pipes behind it. `minusAt` is the place of a sign that belongs to a literal. */
  #postfix(minusAt: number | undefined): Expr {
    let expr = this.#primary(minusAt);
    const lexer = this.lexer;
    for (;;) {
      if (lexer.kind !== "op") return expr;
      if (lexer.text === ".") expr = this.#member(expr);
      else if (lexer.text === "[") expr = this.#index(expr);
      else if (lexer.text === "|" && this.#sugar) expr = this.#pipe(expr);
      else return expr;
    }
  }

  #member(operand: Expr): Expr {
    const lexer = this.lexer;
    lexer.next();
    if (lexer.kind !== "ident" && lexer.kind !== "quoted") {
      this.fail(
        `Expected the name of a field, found ${this.found()}`,
        lexer.kind === "keyword" ? `Write ["${lexer.text}"]` : this.isOp("?") ? "Optional fields are not supported; use has()" : undefined,
      );
    }
    const field = lexer.text;
    const quoted = lexer.kind === "quoted";
    const fieldSpan = this.here();
    lexer.next();
    if (!quoted && this.isOp("(")) {
      const args = this.#args("(", ")");
      const span = { start: operand.span.start, end: lexer.previousEnd };
      return this.#macro(field, fieldSpan, operand, args, span) ?? this.#call(field, fieldSpan, operand, args, span);
    }
    const span = { start: operand.span.start, end: fieldSpan.end };
    return { kind: "select", operand, field, fieldSpan, test: false, span, height: this.height(span, operand) };
  }

  #index(operand: Expr): Expr {
    const open = this.here();
    const items = this.#args("[", "]");
    const span = { start: operand.span.start, end: this.lexer.previousEnd };
    const [index] = items;
    if (index === undefined || items.length > 1) {
      this.problems.push(problem("expr_syntax", `Expected one index, found ${items.length}`, { start: open.start, end: span.end }));
      throw ABANDON;
    }
    return this.#call("_[_]", open, undefined, [operand, index], span);
  }

  #pipe(operand: Expr): Expr {
    const lexer = this.lexer;
    lexer.next();
    if (lexer.kind !== "ident" || RESERVED.has(lexer.text)) this.fail(`Expected the name of a function after '|', found ${this.found()}`);
    let name = lexer.text;
    const start = lexer.start;
    let nameSpan = this.here();
    lexer.next();
    while (this.accept(".")) {
      if (lexer.kind !== "ident") this.fail(`Expected the name of a function, found ${this.found()}`);
      name = `${name}.${lexer.text}`;
      nameSpan = { start, end: lexer.end };
      lexer.next();
    }
    const args = this.isOp("(") ? this.#args("(", ")") : [];
    const span = { start: operand.span.start, end: lexer.previousEnd };
    return this.#macro(name, nameSpan, operand, args, span) ?? this.#call(name, nameSpan, undefined, [operand, ...args], span, true);
  }

  /** Comma-separated expressions within brackets; a broken one is noted and the next is read. A trailing comma is fine in lists only. */
  #args(open: string, close: string, trailing = false): Expr[] {
    const lexer = this.lexer;
    this.enter(this.here());
    this.accept(open);
    const items: Expr[] = [];
    let broken = false;
    while (!this.isOp(close)) {
      try {
        items.push(this.#expr());
        if (!this.isOp(",") && !this.isOp(close)) this.fail(`Expected ',' or '${close}', found ${this.found()}`);
      } catch (thrown) {
        if (thrown !== ABANDON) throw thrown;
        broken = true;
        this.#skip();
      }
      if (!this.accept(",")) break;
      if (this.isOp(close) && !trailing) this.fail(`Expected an operand, found '${close}'`);
    }
    if (!this.accept(close)) this.fail(`Expected '${close}', found ${this.found()}`);
    if (broken && lexer.kind === "end") throw ABANDON;
    this.nesting--;
    return items;
  }

  /** Goes to the comma or closing bracket that ends the construct at hand. */
  #skip(): void {
    const lexer = this.lexer;
    for (let depth = 0; lexer.kind !== "end"; lexer.next()) {
      if (lexer.kind !== "op") continue;
      const { text } = lexer;
      if (text === "(" || text === "[" || text === "{") depth++;
      else if (text === ")" || text === "]" || text === "}") {
        if (depth === 0) return;
        depth--;
      } else if (text === "," && depth === 0) return;
    }
  }

  #primary(minusAt: number | undefined): Expr {
    const lexer = this.lexer;
    const span = this.here();
    switch (lexer.kind) {
      case "int":
      case "uint":
      case "double":
        return this.#number(minusAt);
      case "string":
        return this.#literal(lexer.text, span);
      case "bytes":
        return this.#literal(lexer.bytes ?? new Uint8Array(), span);
      case "keyword":
        if (lexer.text === "in") break;
        return this.#literal(lexer.text === "null" ? null : lexer.text === "true", span);
      case "ident":
        return this.#name(false, span.start);
      case "op":
        if (lexer.text === "(") return this.#parens();
        if (lexer.text === "[") return this.#list(span.start);
        if (lexer.text === "{") return this.#map(span.start);
        if (lexer.text === ".") {
          lexer.next();
          if (this.kind() !== "ident") this.fail(`Expected a name after '.', found ${this.found()}`);
          return this.#name(true, span.start);
        }
        break;
      case "quoted":
        this.fail("A name in backquotes is only allowed for a field", "Write x.`a-b`");
        break;
      default:
    }
    return this.fail(`Expected an operand, found ${this.found()}`);
  }

  #literal(value: CelValue, span: Span): LiteralExpr {
    this.lexer.next();
    return { kind: "literal", value, span, height: 1 };
  }

  #number(minusAt: number | undefined): LiteralExpr {
    const { kind, text, start, end } = this.lexer;
    const span = { start: minusAt ?? start, end };
    const value = kind === "int" || kind === "uint" || kind === "double" ? numberValue(kind, text, minusAt !== undefined) : undefined;
    if (value !== undefined) return this.#literal(value, span);
    if (/[.eE]/.test(text) && kind === "uint") this.fail(`Expected an unsigned integer, found ${this.found()}`);
    const range = kind === "double" ? "at most about 1.8e308 is possible" : "it has more than 64 bits";
    this.problems.push(problem("expr_overflow", `The ${kind} ${text.slice(0, 40)} is out of range: ${range}`, span));
    return this.#literal(0, span);
  }

  #name(absolute: boolean, start: number): Expr {
    const lexer = this.lexer;
    const name = lexer.text;
    const nameSpan = this.here();
    if (RESERVED.has(name)) this.fail(`'${name}' is a reserved word`, "It can be a field: x." + name);
    lexer.next();
    if (!this.isOp("(")) return { kind: "ident", name, absolute, span: { start, end: nameSpan.end }, height: 1 };
    const args = this.#args("(", ")");
    const span = { start, end: lexer.previousEnd };
    if (name === "has" && args.length === 1) return this.#has(args[0], span);
    return this.#call(name, nameSpan, undefined, args, span);
  }

  #has(arg: Expr | undefined, span: Span): SelectExpr {
    if (arg?.kind !== "select" || arg.test) {
      this.problems.push(problem("expr_syntax", "has() takes a field selection, such as has(a.b)", arg?.span ?? span));
      throw ABANDON;
    }
    return { ...arg, test: true, span };
  }

  #parens(): Expr {
    const open = this.here();
    const items = this.#args("(", ")");
    const [expr] = items;
    if (expr !== undefined && items.length === 1) return expr;
    if (this.problems.length === 0) {
      this.problems.push(problem("expr_syntax", `Expected one expression in parentheses, found ${items.length}`, {
        start: open.start,
        end: this.lexer.previousEnd,
      }));
    }
    throw ABANDON;
  }

  #list(start: number): Expr {
    if (this.lexer.source.startsWith("?", this.lexer.end)) {
      this.lexer.next();
      this.fail("Optional items are not supported");
    }
    const items = this.#args("[", "]", true);
    const span = { start, end: this.lexer.previousEnd };
    return { kind: "list", items, span, height: this.height(span, ...items) };
  }

  #map(start: number): Expr {
    const lexer = this.lexer;
    this.enter(this.here());
    lexer.next();
    const entries: { key: Expr; value: Expr }[] = [];
    while (!this.isOp("}")) {
      try {
        const key = this.#expr();
        if (!this.accept(":")) this.fail(`Expected ':' after the key, found ${this.found()}`);
        entries.push({ key, value: this.#expr() });
        if (!this.isOp(",") && !this.isOp("}")) this.fail(`Expected ',' or '}', found ${this.found()}`);
      } catch (thrown) {
        if (thrown !== ABANDON) throw thrown;
        this.#skip();
      }
      if (!this.accept(",")) break;
    }
    if (!this.accept("}")) this.fail(`Expected '}', found ${this.found()}`);
    this.nesting--;
    const span = { start, end: lexer.previousEnd };
    const below = entries.flatMap((entry) => [entry.key, entry.value]);
    return { kind: "map", entries, span, height: this.height(span, ...below) };
  }

  /** The macro that a method call is, or undefined when it is an ordinary call. */
  #macro(written: string, nameSpan: Span, target: Expr, args: readonly Expr[], span: Span): MacroExpr | undefined {
    const form = macroForm(written, target, args);
    if (form === undefined) return undefined;
    if ("misplaced" in form) {
      this.problems.push(problem("expr_syntax", form.message, form.misplaced.span));
      throw ABANDON;
    }
    return { kind: "macro", ...form, nameSpan, span, height: this.height(span, form.range, ...form.args) };
  }
}
