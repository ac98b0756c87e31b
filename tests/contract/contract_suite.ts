/** What a suite needs to know of the implementation under test. */
export interface SuiteOptions<World extends AsyncDisposable> {
  /** Names the implementation in the tests' names. */
  readonly name: string;
  /** Makes a fresh world for one test, which disposes it. */
  make(): Promise<World>;
  /** Titles of tests that this implementation cannot pass, each with the reason; those are left out. */
  readonly cannot?: Readonly<Record<string, string>>;
}

/** A suite's tests by title. */
export type SuiteTests<World> = Readonly<Record<string, (world: World) => void | Promise<void>>>;

/** Registers a port's tests for one implementation. A title in `cannot` that no test has is a mistake, so that the list does not rot. */
export function registerSuite<World extends AsyncDisposable>(port: string, options: SuiteOptions<World>, tests: SuiteTests<World>): void {
  const { name, make, cannot = {} } = options;
  for (const title of Object.keys(cannot)) {
    if (!Object.hasOwn(tests, title)) throw new TypeError(`The suite of ${port} has no test "${title}"`);
  }
  for (const [title, run] of Object.entries(tests)) {
    if (Object.hasOwn(cannot, title)) continue;
    Deno.test(`${port} (${name}) ${title}`, async () => {
      await using world = await make();
      await run(world);
    });
  }
}
