import { z } from "zod";
import type { AnswerSpec, Route } from "../route.ts";
import { type SchemaName, SCHEMAS } from "../wire/schemas.ts";

/** A piece of the document: plain JSON. */
export interface Part {
  readonly [member: string]: unknown;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Part;
  readonly [member: string]: unknown;
}

/** One operation of the document. */
export interface Operation extends Part {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Part[];
  readonly requestBody?: Part;
  readonly responses: Readonly<Record<string, Part>>;
  readonly security: readonly Part[];
}

const TAGS: Readonly<Record<string, string>> = {
  pipelines: "Pipelines and their history",
  modules: "Several modules at once",
  runs: "Runs of pipelines, their events and logs",
  sources: "What starts runs by itself",
  sessions: "Terminals that run under the daemon",
  settings: "The settings of the daemon and their history, for admins",
  tokens: "Who may ask, for admins",
  daemon: "The daemon itself",
};

/** The OpenAPI document of a table of routes. */
export function openApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "Executor control API",
      version,
      description:
        "Runs pipelines, changes them while they serve, and tells what happens. Every error is a problem of RFC 9457 with a code.",
    },
    servers: [{ url: "/" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A token, as `executor token create` makes it" } },
      schemas: componentSchemas(),
      responses: { Problem: { description: "A problem", content: { "application/problem+json": { schema: reference("Problem") } } } },
    },
  };
}

function operationOf(route: Route): Operation {
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: route.access === "public" ? "Needs no token." : `Needs a token of the role ${route.access} or more.`,
    parameters: parametersOf(route),
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body) }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)])),
      default: { $ref: "#/components/responses/Problem" },
    },
    security: route.access === "public" ? [] : [{ token: [] }],
  };
}

function parametersOf(route: Route): readonly Part[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const query = route.query === undefined ? {} : schemaOf(route.query);
  const inQuery = Object.entries(query["properties"] ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schema as Part;
    return { name, in: "query", schema: rest, ...(description === undefined ? {} : { description }) };
  });
  const headers = { ...route.headers, ...(route.isIdempotent ? IDEMPOTENCY : {}) };
  const inHeaders = Object.entries(headers).map(([name, description]) => ({ name, in: "header", description, schema: { type: "string" } }));
  return [...inPath, ...inQuery, ...inHeaders];
}

const IDEMPOTENCY = { "Idempotency-Key": "Asked again with the same key and body within a day, it answers the same and does nothing" };

function bodyOf(body: NonNullable<Route["body"]>): Part {
  if (body.kind === "json") return { content: { "application/json": { schema: schemaOf(body.schema) } } };
  const content = Object.fromEntries(body.types.map((type) => [type, { schema: type.includes("json") ? {} : { type: "string" } }]));
  return { required: true, description: body.description, content };
}

function answerOf({ description, schema, types, headers = {} }: AnswerSpec): Part {
  const named = types ?? (schema === undefined ? [] : ["application/json"]);
  const content = named.map((type) => {
    if (type !== "application/json") return [type, { schema: { type: "string" } }];
    return [type, { schema: schema === undefined ? { type: "object" } : reference(schema) }];
  });
  return {
    description,
    ...(Object.keys(headers).length === 0 ? {} : {
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: "string" } }])),
    }),
    ...(content.length === 0 ? {} : { content: Object.fromEntries(content) }),
  };
}

function reference(name: SchemaName): Part {
  return { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Part {
  return Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, schemaOf(schema, "output")]));
}

function schemaOf(schema: z.ZodType, io: "input" | "output" = "input"): Part {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any", override: openToMore });
  return rest;
}

/** Fields may be added to answers: a client that was made from the document has to let them pass. */
function openToMore(
  { zodSchema, jsonSchema }: { readonly zodSchema: z.core.$ZodTypes; readonly jsonSchema: z.core.JSONSchema.BaseSchema },
): void {
  const { def } = zodSchema._zod;
  if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
}
