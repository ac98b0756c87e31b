/** What services.json says of a service. */
export interface Service {
  readonly name: string;
  readonly replicas: number;
}

/** The task that deploys it. The region stays an expression: it is quoted when it reaches the shell. */
export function deploy({ name, replicas }: Service) {
  return {
    id: `deploy-${name}`,
    run: `echo "${name} ${replicas} times to {{ params.region }}"`,
    retry: { attempts: 2 },
  };
}
