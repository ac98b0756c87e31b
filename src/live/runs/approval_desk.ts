import { AppError, type Approvals } from "../../core/mod.ts";

/** An attempt that asks. */
interface Asking {
  readonly run: string;
  readonly task: string;
}

interface Question {
  /** The attempt, and those around it when its run belongs to a task of another. */
  readonly places: readonly Asking[];
  answer(yes: boolean): void;
}

/** What {@link ApprovalDesk} is made of. */
export interface ApprovalDeskOptions {
  /** The attempt that a run belongs to; undefined for a run of its own. */
  parentOf(run: string): Asking | undefined;
}

/** Keeps the questions of `approve` tasks until somebody answers them by the API. */
export class ApprovalDesk implements Approvals {
  readonly #of: ApprovalDeskOptions;
  readonly #questions = new Set<Question>();

  constructor(of: ApprovalDeskOptions) {
    this.#of = of;
  }

  ask(question: string, signal: AbortSignal, of?: Asking): Promise<boolean> {
    if (of === undefined) {
      return Promise.reject(new AppError("approval_unavailable", `Nobody can be asked "${question}": no run asks it`));
    }
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const settle = (then: () => void) => {
        this.#questions.delete(entry);
        signal.removeEventListener("abort", onAbort);
        then();
      };
      const onAbort = () => settle(() => reject(signal.reason));
      const entry: Question = { places: this.#placesOf(of), answer: (yes) => settle(() => resolve(yes)) };
      this.#questions.add(entry);
      signal.addEventListener("abort", onAbort);
    });
  }

  /**
   * Answers a question of a run, or of one that it has started.
   *
   * @param task May be left out when the run asks one question.
   * @throws AppError `approval_unknown`.
   */
  answer(run: string, { task, yes }: { readonly task?: string; readonly yes: boolean }): void {
    const found = [...this.#questions].flatMap((question) => {
      const place = question.places.find((place) => place.run === run && (task === undefined || place.task === task));
      return place === undefined ? [] : [{ question, place }];
    });
    const [first, ...others] = found;
    const who = task === undefined ? `Run ${run}` : `Task "${task}" of run ${run}`;
    if (first === undefined) throw new AppError("approval_unknown", `${who} waits for no approval`);
    if (others.length > 0) {
      const tasks = found.map(({ place }) => `"${place.task}"`).join(", ");
      throw new AppError("approval_unknown", `${who} waits for several approvals: ${tasks}`, { hint: "Name the task" });
    }
    first.question.answer(yes);
  }

  #placesOf(of: Asking): Asking[] {
    const places: Asking[] = [];
    for (let at: Asking | undefined = of; at !== undefined; at = this.#of.parentOf(at.run)) places.push(at);
    return places;
  }
}
