import { html, raw } from "hono/html";
import { createHash } from "node:crypto";
import type { OpenApiDocument, Operation, Part } from "./document.ts";
import { SCRIPT, STYLE } from "./docs_assets.ts";

/** A page and the content security policy that it needs. */
export interface DocsPage {
  readonly html: string;
  readonly policy: string;
}

/** The document as a page for people: one section an operation, searchable, without anything from elsewhere. */
export async function docsPage(document: OpenApiDocument): Promise<DocsPage> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => {
    return Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }));
  });
  const sections = document.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === name);
    return html`<section><h2 id="${name}">${name}</h2><p>${description}</p>${own.map(showOperation)}</section>`;
  });
  const page = html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${document.info.title}</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header>
          <h1>${document.info.title} <small>${document.info.version}</small></h1>
          <p>${document.info.description} <a href="/api/v1/openapi.json">openapi.json</a></p>
          <input type="search" id="search" placeholder="Search operations, paths and fields" aria-label="Search">
          <nav>${document.tags.map(({ name }) =>
            html`
              <a href="#${name}">${name}</a>
            `
          )}<a href="#schemas">schemas</a></nav>
        </header>
        <main>
    ${sections}
    <section><h2 id="schemas">schemas</h2>${schemasOf(document).map(showSchema)}</section>
    <p id="none" hidden>Nothing fits</p>
        </main>
        ${raw(`<script>${SCRIPT}</script>`)}
      </body>
    </html>
  `;
  const policy = `default-src 'none'; style-src ${sourceOf(STYLE)}; script-src ${
    sourceOf(SCRIPT)
  }; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { html: String(await page), policy };
}

function sourceOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function showOperation({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  return html`<article id="${operationId}" class="entry">
<h3><code class="method ${method.toLowerCase()}">${method}</code> <code>${path}</code></h3>
<p>${summary}. ${description}</p>
${
    parameters.length === 0 ? "" : html`
      <table>
        <thead>
          <tr>
            <th>Parameter</th>
            <th>In</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>${parameters.map(showParameter)}</tbody>
      </table>
    `
  }
${
    requestBody === undefined
      ? ""
      : html`<h4>Body</h4>${requestBody["description"] === undefined ? "" : html`<p>${String(requestBody["description"])}</p>`}${
        showContent(requestBody)
      }`
  }
<h4>Answers</h4>
<dl>${
    Object.entries(responses).map(([status, answer]) =>
      html`
        <dt><code>${status}</code></dt>
        <dd>${showAnswer(answer)}</dd>
      `
    )
  }</dl>
</article>`;
}

function showParameter({ name, in: place, schema, description }: Part) {
  const { enum: values } = schema as Part;
  const choice = Array.isArray(values) ? ` One of ${values.join(", ")}.` : "";
  return html`
    <tr>
      <td><code>${String(name)}</code></td>
      <td>${String(place)}</td>
      <td>${String(description ?? "")}${choice}</td>
    </tr>
  `;
}

function showAnswer(answer: Part) {
  if (answer["$ref"] !== undefined) return html`A <a href="#schema-Problem">Problem</a>`;
  const headers = Object.entries((answer["headers"] ?? {}) as Record<string, Part>);
  return html`${String(answer["description"])}${
    headers.map(([name, { description }]) => html`<br><code>${name}</code>: ${String(description)}`)
  }${showContent(answer)}`;
}

function showContent(part: Part) {
  return Object.entries((part["content"] ?? {}) as Record<string, { schema: Part }>).map(([type, { schema }]) => {
    const target = typeof schema["$ref"] === "string" ? schema["$ref"].split("/").at(-1) ?? "" : undefined;
    if (target !== undefined) return html`<div><code>${type}</code> <a href="#schema-${target}">${target}</a></div>`;
    const hasFields = schema["properties"] !== undefined || schema["anyOf"] !== undefined;
    return html`<div><code>${type}</code>${hasFields ? html`<pre>${JSON.stringify(schema, null, 2)}</pre>` : ""}</div>`;
  });
}

function schemasOf(document: OpenApiDocument): readonly [string, unknown][] {
  return Object.entries(document.components["schemas"] as Part);
}

function showSchema([name, schema]: readonly [string, unknown]) {
  return html`
    <article id="schema-${name}" class="entry">
      <h3><code>${name}</code></h3>
      <details>
        <summary>JSON Schema</summary>
        <pre>${JSON.stringify(schema, null, 2)}</pre>
      </details>
    </article>
  `;
}
