import { AppError } from "../core/mod.ts";
import type { ControlApp } from "./create_app.ts";
import { harden } from "./http/harden.ts";
import { problemOf, problemResponse } from "./http/problem.ts";

/**
 * What answers while the daemon loads: it lives, is not ready, and asks to come back for all else. So an address is taken, or found taken,
 * before anything begins to run.
 *
 * @param version As `createApp` is given it.
 */
export function createStartingApp(version: string): ControlApp {
  return {
    fetch(request) {
      const { pathname } = new URL(request.url);
      return Promise.resolve(harden(answerTo(pathname), version));
    },
  };
}

function answerTo(path: string): Response {
  if (path === "/healthz") return Response.json({ status: "ok" });
  if (path === "/readyz") return Response.json({ status: "starting" }, { status: 503 });
  return problemResponse(problemOf(new AppError("starting", "The daemon is loading what it serves"), path), { "retry-after": "1" });
}
