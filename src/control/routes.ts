import { AUDIT_ROUTES } from "./resources/audit.ts";
import { HEALTH_ROUTES } from "./resources/health.ts";
import { PIPELINE_HISTORY_ROUTES, SETTINGS_HISTORY_ROUTES } from "./resources/history.ts";
import { MODULE_ROUTES } from "./resources/modules.ts";
import { OPENAPI_ROUTES } from "./resources/openapi.ts";
import { PIPELINE_ROUTES } from "./resources/pipelines.ts";
import { RUN_ROUTES } from "./resources/runs.ts";
import { SESSION_ROUTES } from "./resources/sessions.ts";
import { SETTINGS_ROUTES } from "./resources/settings.ts";
import { SOURCE_ROUTES } from "./resources/sources.ts";
import { STREAM_ROUTES } from "./resources/streams.ts";
import { TOKEN_ROUTES } from "./resources/tokens.ts";
import type { Route } from "./route.ts";

/** Every operation of the API, in the order of its documentation. */
export const ROUTES: readonly Route[] = [
  ...PIPELINE_ROUTES,
  ...PIPELINE_HISTORY_ROUTES,
  ...MODULE_ROUTES,
  ...RUN_ROUTES,
  ...STREAM_ROUTES,
  ...SOURCE_ROUTES,
  ...SESSION_ROUTES,
  ...SETTINGS_ROUTES,
  ...SETTINGS_HISTORY_ROUTES,
  ...TOKEN_ROUTES,
  ...AUDIT_ROUTES,
  ...HEALTH_ROUTES,
  ...OPENAPI_ROUTES,
];
