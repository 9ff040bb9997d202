import { Link } from "@tanstack/react-router";
import { parseRef, shortRef } from "@/shared/lib/refs";

interface SubjectProps {
  /** An entity reference or "<noun>:<id>". */
  subject: string | null;
}

/** What a run is about, as a link where it has a page. */
export function Subject({ subject }: SubjectProps) {
  if (subject === null) return null;
  const parts = parseRef(subject);
  if (parts !== undefined)
    return (
      <Link className="text-link clip" to="/catalog/$kind/$namespace/$name" params={{ ...parts }}>
        {shortRef(subject)}
      </Link>
    );
  return <span className="clip">{subject.replace(/^(repository|release|environment):/, "")}</span>;
}
