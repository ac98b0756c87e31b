import type { Ceiling, Permissions, UsedPermission } from "../../core/mod.ts";
import { BrokerError } from "./operation.ts";
import { pathRefusal, PathRules } from "./policy_paths.ts";
import { netRefusal, NetRules } from "./policy_net.ts";
import { type EnvironmentGrant, environmentRefusal, includesVariable } from "../protocol/environment_grant.ts";
import { programRefusal, ProgramRules } from "./policy_programs.ts";

/** Whether a script may have what it asks for. */
export type Decision =
  | { readonly allowed: true }
  | {
    readonly allowed: false;
    /** Whose word refuses it; the document's where both do. */
    readonly by: "document" | "operator";
    /** What the script is told: the resource, and the line to add. */
    readonly message: string;
  };

/** A path that a script asks for. */
export interface PathRequest {
  readonly access: "read" | "write";
  /** Where the object that was opened really stands: absolute, without links. */
  readonly real: string;
  /** What the script asked for, made absolute without looking at links. */
  readonly absolute: string;
  /** What the script wrote. */
  readonly written: string;
}

/** What a policy is made from. */
export interface PolicyOptions {
  /** What the document grants; absent and `none` grant nothing. */
  readonly permissions: "none" | Permissions | undefined;
  /** The pipeline's folder, absolute: the document's relative paths start there. */
  readonly folder: string;
  /** The task's `PATH`: the document's names of programs are looked up there. */
  readonly path: string | undefined;
  /** The operator's word; absent: no ceiling. */
  readonly ceiling?: Ceiling | undefined;
  /** Where a path really leads; of one that does not exist, the part that does, and the rest as it is. */
  realPath(path: string): string;
  /** The file that a program's name means in a `PATH`, absolute. */
  findProgram(name: string, path: string | undefined): string | undefined;
}

const ALLOWED: Decision = Object.freeze({ allowed: true });

/** Decides what one attempt of a script may have: what the document grants and the operator's ceiling does not exclude. */
export class Policy {
  readonly #sides: readonly Side[];
  readonly #folder: string;

  constructor(options: PolicyOptions) {
    const { permissions = "none", folder, path, ceiling } = options;
    this.#folder = folder;
    const document = permissions === "none" ? {} : permissions;
    this.#sides = [
      new Side("document", document, folder, path, options),
      ...(ceiling === undefined ? [] : [new Side("operator", ceiling.grants, ceiling.folder, ceiling.path, options)]),
    ];
  }

  /** Whether any access of a kind may be allowed. */
  grants(kind: UsedPermission): boolean {
    return this.#sides.every(({ permissions }) => {
      const grant = permissions[kind];
      return grant === true || typeof grant === "object" && grant.length > 0;
    });
  }

  path(request: PathRequest): Decision {
    return this.#decide((side) => side.paths(request.access).allows(request.real), (side) => pathRefusal(request, side, this.#folder));
  }

  /**
   * Whether a host's name may be looked up for a connection; for an address, whether it may be connected to.
   *
   * @param host As in a URL: a name in ASCII, an address, brackets around IPv6 or not.
   */
  host(host: string, port: number): Decision {
    return this.#decide((side) => side.net.allowsHost(host, port), (side) => netRefusal(host, port, undefined, side.by));
  }

  /** Whether a connection to an address that a host's name led to may be made: the last word, for each address that is tried. */
  address(host: string, port: number, address: string): Decision {
    return this.#decide((side) => side.net.allowsAddress(host, port, address), (side) => netRefusal(host, port, address, side.by));
  }

  variable(name: string): Decision {
    return this.#decide((side) => includesVariable(side.permissions.env, name), (side) => environmentRefusal(name, side.by));
  }

  /** What each side grants of the variables, for the sandbox to decide by without asking. */
  get environment(): EnvironmentGrant {
    return this.#sides.map(({ by, permissions }) => ({ by, env: permissions.env ?? false }));
  }

  /**
   * Whether a program may be started.
   *
   * @param file The file that would be started, absolute.
   * @param written What the script wrote.
   */
  program(file: string | undefined, written: string): Decision {
    return this.#decide((side) => side.programs.allows(file, written), (side) => programRefusal(written, side.by));
  }

  /** Whether every program may be started. */
  everyProgram(what: string): Decision {
    return this.#decide((side) => side.permissions.run === true, (side) => programRefusal(what, side.by, true));
  }

  #decide(allows: (side: Side) => boolean, refusal: (side: Side) => string): Decision {
    for (const side of this.#sides) if (!allows(side)) return { allowed: false, by: side.by, message: refusal(side) };
    return ALLOWED;
  }
}

/** The error that a script gets for a refusal. */
export function refused(decision: Decision & { readonly allowed: false }): BrokerError {
  return new BrokerError("NotCapable", decision.message);
}

/** One of the two that have a say. What needs a look at the disk is looked at when it is first asked for. */
class Side {
  readonly by: "document" | "operator";
  readonly permissions: Pick<Permissions, UsedPermission>;
  readonly #folder: string;
  readonly #path: string | undefined;
  readonly #options: PolicyOptions;
  readonly #paths: { read?: PathRules; write?: PathRules } = {};
  #net: NetRules | undefined;
  #programs: ProgramRules | undefined;

  constructor(by: Side["by"], permissions: Side["permissions"], folder: string, path: string | undefined, options: PolicyOptions) {
    this.by = by;
    this.permissions = permissions;
    this.#folder = folder;
    this.#path = path;
    this.#options = options;
  }

  paths(access: "read" | "write"): PathRules {
    return this.#paths[access] ??= new PathRules(this.permissions[access], this.#folder, (path) => this.#options.realPath(path));
  }

  get net(): NetRules {
    return this.#net ??= new NetRules(this.permissions.net, this.by === "document");
  }

  get programs(): ProgramRules {
    return this.#programs ??= new ProgramRules(this.permissions.run, this.#folder, {
      realPath: (path) => this.#options.realPath(path),
      findProgram: (name) => this.#options.findProgram(name, this.#path),
    });
  }
}
