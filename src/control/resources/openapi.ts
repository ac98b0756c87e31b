import { jsonResponse } from "../http/json_response.ts";
import { JSON_TYPE } from "../http/media_type.ts";
import { type Route, route } from "../route.ts";

const HTML = "text/html";

/** `/api/v1/openapi.json` and `/docs`: made from the table of routes when somebody asks. */
export const OPENAPI_ROUTES: readonly Route[] = [
  route({
    id: "openapi",
    method: "GET",
    path: "/api/v1/openapi.json",
    tag: "daemon",
    summary: "This document",
    access: "viewer",
    answers: { 200: { description: "OpenAPI 3.1", types: [JSON_TYPE] } },
    async handle({ options: { version } }) {
      const { openApiDocument } = await import("../openapi/document.ts");
      return jsonResponse(openApiDocument((await import("../routes.ts")).ROUTES, version));
    },
  }),
  route({
    id: "docs",
    method: "GET",
    path: "/docs",
    tag: "daemon",
    summary: "This document as a page; a browser may log in with any name and a token as the password",
    access: "viewer",
    answers: { 200: { description: "The page", types: [HTML] } },
    async handle({ options: { version } }) {
      const { docsPage } = await import("../openapi/docs_page.ts");
      const { openApiDocument } = await import("../openapi/document.ts");
      const { html, policy } = await docsPage(openApiDocument((await import("../routes.ts")).ROUTES, version));
      return new Response(html, { headers: { "content-type": `${HTML}; charset=utf-8`, "content-security-policy": policy } });
    },
  }),
];
