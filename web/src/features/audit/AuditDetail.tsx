import { ActionIcon } from "@mantine/core";
import { useAuditEntry, type AuditEntry } from "./audit.queries";
import { compare } from "./payloadChanges";
import { formatExact } from "@/shared/lib/time";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconX } from "@/shared/ui/icons";
import { Skeleton } from "@/shared/ui/Skeleton";

interface AuditDetailProps {
  sequence: number;
  onClose: () => void;
}

/** One entry whole: its seal, and what changed against the entry before it about the same thing. */
export function AuditDetail({ sequence, onClose }: AuditDetailProps) {
  const entry = useAuditEntry(sequence);
  return (
    <section className="audit-detail" aria-label={`Entry ${String(sequence)}`}>
      <header className="audit-detail-head">
        <h2>Entry {sequence.toLocaleString("en")}</h2>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close the entry" onClick={onClose}>
          <IconX size={15} />
        </ActionIcon>
      </header>
      {entry.isPending && <Skeleton label="Loading the entry" lines={5} />}
      {entry.isError && <ErrorPanel error={entry.error} onRetry={() => void entry.refetch()} />}
      {entry.data !== undefined && <Content entry={entry.data} />}
    </section>
  );
}

interface ContentProps {
  entry: AuditEntry;
}

function Content({ entry: { event, before } }: ContentProps) {
  const changes = compare(before?.payload, event.payload);
  return (
    <>
      <dl className="audit-facts">
        <Fact name="Action" value={event.type} />
        <Fact name="About" value={event.subject} />
        <Fact name="By" value={event.actor} />
        <Fact name="When" value={formatExact(event.at)} />
        {event.ownerRef !== "" && <Fact name="Owner" value={event.ownerRef} />}
        <Fact name="Seal" value={event.hash} />
      </dl>
      {event.payload === null ? (
        <p className="faint audit-note">What it held was erased; its seal stays.</p>
      ) : (
        // Wide tables scroll sideways, so it takes the focus.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="audit-changes" role="group" aria-label="Before and after" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">
                  {before === null ? "Before" : `Before (entry ${before.sequence.toLocaleString("en")})`}
                </th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <tr key={change.field} data-changed={(before !== null && change.before !== change.after) || undefined}>
                  <th scope="row">{change.field}</th>
                  <td>{change.before ?? <span className="faint">–</span>}</td>
                  <td>{change.after ?? <span className="faint">–</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

interface FactProps {
  name: string;
  value: string;
}

function Fact({ name, value }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{value}</dd>
    </div>
  );
}
