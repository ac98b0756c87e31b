/** What makes and unmakes a service on one system; nothing is done yet. */
export interface ServicePlan {
  /** What has to be there for its manager to be one that runs; undefined when only asking it tells. */
  readonly needs: { readonly path: string; readonly what: string } | undefined;
  /** What describes it; undefined where the manager keeps that itself. */
  readonly file: { readonly path: string; readonly text: string } | undefined;
  /** Commands that follow the writing of the file. */
  readonly install: readonly (readonly string[])[];
  /** Commands before the file is removed. */
  readonly stop: readonly (readonly string[])[];
  /** Commands after the file is removed. */
  readonly forget: readonly (readonly string[])[];
  /** The command that tells how it is; its output is shown as it is. */
  readonly status: readonly string[];
}
