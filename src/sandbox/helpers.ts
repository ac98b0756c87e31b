/** The module "executor" that scripts import: what it exports only helps editors to tell types. Kept in step with `executor.d.ts` by a test. */
export const HELPERS = `export const defineScript = (script) => script;
export const defineSource = (source) => source;
export const definePipeline = (pipeline) => pipeline;
`;
