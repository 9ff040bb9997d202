interface PolicyProblemProps {
  problem: string | null;
}

/** What is wrong with a policy that cannot be read any more; nothing for one that can. */
export function PolicyProblem({ problem }: PolicyProblemProps) {
  if (problem === null) return null;
  return (
    <p className="guardrails-problem">
      It cannot be read any more and counts as not met until it is corrected: {problem}
    </p>
  );
}
