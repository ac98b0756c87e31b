import { AppError } from "../../core/mod.ts";
import { readEndpoint, stateFolder } from "../../platform/mod.ts";
import type { Io } from "../io.ts";
import type { VerbArgs } from "../verb.ts";
import type { Endpoint } from "./endpoint.ts";
import { localToken } from "./local_token.ts";
import { parseAddress } from "./parse_address.ts";

/** What {@link findEndpoint} reads of a verb's `io`. */
export type Surroundings = Pick<Io, "env" | "cwd">;

/**
 * The address that the user gave: `--url`, else `EXECUTOR_URL` unless `--state` says that a local daemon is meant.
 *
 * @returns Undefined when none was given: then the state folder tells.
 * @throws AppError `usage` for what is no address.
 */
export function givenAddress(args: VerbArgs, { env, cwd }: Surroundings) {
  const flag = args.text("--url");
  if (flag !== undefined) return parseAddress(flag, "--url", cwd);
  if (args.text("--state") !== undefined || !env["EXECUTOR_URL"]) return undefined;
  return parseAddress(env["EXECUTOR_URL"], "EXECUTOR_URL", cwd);
}

/** The daemon that serves from the state folder of the command line or the environment; undefined when none does. */
export function findLocalEndpoint(args: VerbArgs, io: Surroundings): Endpoint | undefined {
  const { path } = stateFolder({ dir: args.text("--state"), env: io.env });
  const local = path === undefined ? undefined : readEndpoint(path);
  if (path === undefined || local === undefined) return undefined;
  const address = parseAddress(local.url, "endpoint.json", path);
  return withToken(address, givenToken(io) ?? localToken(path));
}

/**
 * The daemon that a remote verb speaks to. The local token goes to the local daemon alone: an address that was given gets it only when it is
 * that daemon's own.
 *
 * @throws AppError `daemon_unreachable` when none was named and none serves from the state folder, `usage`, `state_unavailable`.
 */
export function findEndpoint(args: VerbArgs, io: Surroundings): Endpoint {
  const given = givenAddress(args, io);
  if (given === undefined) {
    const local = findLocalEndpoint(args, io);
    if (local !== undefined) return local;
    const { path } = stateFolder({ dir: args.text("--state"), env: io.env });
    throw new AppError("daemon_unreachable", path === undefined ? "No daemon is named" : `No daemon serves from the state folder ${path}`);
  }
  const token = givenToken(io);
  if (token !== undefined || given.socket !== undefined) return withToken(given, token);
  const local = findLocalEndpoint(args, io);
  return withToken(given, local?.shown === given.shown ? local.token : undefined);
}

function withToken(address: Omit<Endpoint, "token">, token: string | undefined): Endpoint {
  return token === undefined ? address : { ...address, token };
}

function givenToken({ env }: Surroundings): string | undefined {
  const token = env["EXECUTOR_TOKEN"]?.trim();
  if (!token) return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new AppError("usage", "EXECUTOR_TOKEN is no token: it holds spaces or characters that no token has", {
      hint: "Make one with: executor token create --role operator",
    });
  }
  return token;
}
