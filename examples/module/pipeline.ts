/**
 * A pipeline that is computed: one deploy task for each service that services.json has for the region.
 *
 *   executor run pipeline.ts --param region=us
 *   executor fmt --to yaml pipeline.ts     prints the document that it is
 */
import { deploy } from "./deploy.ts";
import services from "./services.json" with { type: "json" };

type Region = keyof typeof services;

export const params = {
  region: { type: "enum", enum: ["eu", "us"], default: "eu" },
  smoke: { type: "bool", default: true },
};

export default function ({ params }: { params: { region: Region; smoke: boolean } }) {
  const here = services[params.region];
  const deploys = here.map((service) => deploy(service));
  return {
    name: "deploy-services",
    description: "Deploys the services of a region",
    tasks: [
      ...deploys,
      // Without the smoke test there is no task for it.
      ...(params.smoke ? [smoke(here.map(({ name }) => name), deploys.map(({ id }) => id))] : []),
    ],
    on_failure: [{ id: "alert", run: 'echo "deploying to {{ params.region }} failed"' }],
  };
}

function smoke(names: readonly string[], after: readonly string[]) {
  return { id: "smoke", depends_on: after, run: `echo "${names.join(", ")} are up in {{ params.region }}"` };
}
