import { failed, type Kind, stopped, SUCCEEDED } from "./kind.ts";

/** `approve`: goes on when a person says yes. */
export const approve: Kind = async ({ context, ports, scope }) => {
  const question = context.mask(await scope.text(context.instance.task.approve ?? ""));
  const of = { run: context.run, task: context.instance.id };
  context.asks(question);
  let approved: boolean;
  try {
    approved = await ports.approvals.ask(question, context.signal, of);
  } catch (error) {
    if (context.signal.aborted) return stopped(context);
    throw error;
  }
  if (context.signal.aborted) return stopped(context);
  return approved ? SUCCEEDED : failed("approval_refused", `The answer to "${question}" was no`);
};
