import type { ModuleView } from "../../live/mod.ts";
import type { ApiRequest } from "../api_request.ts";
import { type RawBody, type Route, route } from "../route.ts";
import { moduleToJson } from "../wire/module_json.ts";
import { CHANGE_ANSWERS, CHANGE_HEADERS } from "./change_answers.ts";
import { changeModule, type ChangeRequest } from "./change_module.ts";
import { PATCH_BODY, patchEdit } from "./patch_edit.ts";
import { PUT_BODY, putEdit } from "./put_edit.ts";
import { CHANGE_QUERY, NO_QUERY } from "./queries.ts";
import { MODULE_VIEW_TYPES, showModule } from "./show_module.ts";

type Changing = ApiRequest<ChangeRequest["query"], RawBody>;

/** `/api/v1/settings`: a module like any other, for admins alone. */
export const SETTINGS_ROUTES: readonly Route[] = [
  route({
    id: "settings.get",
    method: "GET",
    path: "/api/v1/settings",
    tag: "settings",
    summary: "Shows the settings: the document, and what is in force",
    access: "admin",
    query: NO_QUERY,
    headers: { "If-None-Match": "Answers 304 when the revision is still this one" },
    answers: {
      200: {
        description: "The settings",
        schema: "Settings",
        types: MODULE_VIEW_TYPES,
        headers: { ETag: "The revision in double quotes" },
      },
      304: { description: "Nothing has changed", types: [] },
    },
    handle(request) {
      const { daemon } = request;
      const view = daemon.modules.get("settings") ?? UNTOUCHED;
      return showModule(request, view, (shown) => ({ ...moduleToJson(shown), settings: daemon.settings() }));
    },
  }),
  route({
    id: "settings.put",
    method: "PUT",
    path: "/api/v1/settings",
    tag: "settings",
    summary: "Replaces the document of the settings; answers once they are in force",
    access: "admin",
    query: CHANGE_QUERY,
    headers: CHANGE_HEADERS,
    body: PUT_BODY,
    answers: CHANGE_ANSWERS,
    handle: (request: Changing) => changeModule(request, "settings", putEdit(request.body)),
  }),
  route({
    id: "settings.patch",
    method: "PATCH",
    path: "/api/v1/settings",
    tag: "settings",
    summary: "Changes parts of the settings; answers once they are in force",
    access: "admin",
    query: CHANGE_QUERY,
    headers: CHANGE_HEADERS,
    body: PATCH_BODY,
    answers: CHANGE_ANSWERS,
    async handle(request: Changing) {
      return await changeModule(request, "settings", await patchEdit(request.body));
    },
  }),
];

/** The settings before anybody has written any. */
const UNTOUCHED: ModuleView = { module: "settings", name: "settings", state: "idle", active: null, text: null, file: null, error: null };
