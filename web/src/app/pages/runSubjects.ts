/** What the runs of an entity are about: it, and the repository that declares it. */
export function runSubjects(ref: string, repository: string | undefined): string {
  return repository === undefined ? ref : `${ref},repository:${repository}`;
}
