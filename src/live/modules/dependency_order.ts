/**
 * Files in an order in which each stands behind those of them that it depends on; otherwise as given. Circles are broken anywhere: a
 * document that contains itself is refused when it is read.
 */
export function inDependencyOrder(files: readonly string[], dependenciesOf: (file: string) => ReadonlySet<string> | undefined): string[] {
  const left = new Set(files);
  const ordered: string[] = [];
  const visit = (file: string): void => {
    if (!left.delete(file)) return;
    for (const dependency of dependenciesOf(file) ?? []) visit(dependency);
    ordered.push(file);
  };
  for (const file of files) visit(file);
  return ordered;
}
