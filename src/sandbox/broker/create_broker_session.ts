import { BrokerError, type BrokerReply, type BrokerRequest, type BrokerSession, type Operation } from "./operation.ts";
import type { Session } from "./session.ts";

/**
 * Makes the brokered side of one attempt out of its operations.
 *
 * @param operations By name, such as `file.open`.
 */
export function createBrokerSession(session: Session, operations: ReadonlyMap<string, Operation<Session>>): BrokerSession {
  const underWay = new Set<Promise<unknown>>();
  return {
    get open() {
      return session.open;
    },
    async handle(op: string, request: BrokerRequest): Promise<BrokerReply> {
      const operation = operations.get(op);
      if (operation === undefined) throw new BrokerError("TypeError", `There is no operation ${JSON.stringify(op.slice(0, 60))}`);
      if (session.signal.aborted) throw new BrokerError("AbortError", "The task has ended");
      const answer = (async () => await operation(session, request))();
      underWay.add(answer);
      try {
        return await answer;
      } catch (error) {
        throw asBrokerError(error);
      } finally {
        underWay.delete(answer);
      }
    },
    cancel: () => session.cancel(),
    async end(): Promise<void> {
      await session.end();
      await Promise.allSettled(underWay);
      // What was opened meanwhile was closed at once; what a closing operation still held is closed here.
      await session.end();
    },
  };
}

/** An error for the script: what nobody foresaw tells it nothing of our side. */
function asBrokerError(cause: unknown): BrokerError {
  if (cause instanceof BrokerError) return cause;
  const error = new BrokerError("Error", "The request failed within Executor");
  error.cause = cause;
  return error;
}
