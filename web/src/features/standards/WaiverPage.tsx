import { useWaiver } from "./standards.queries";
import { WaiverCard } from "./WaiverCard";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./standards.css";

interface WaiverPageProps {
  id: string;
}

/** One waiver, where a notification leads. */
export function WaiverPage({ id }: WaiverPageProps) {
  const waiver = useWaiver(id);
  return (
    <Page
      title="Waiver"
      lead="An exception with an end, agreed to by a second person."
      actions={<CopyAs cli={`towpath waiver show ${id}`} api={`/api/v1/waivers/${id}`} />}
    >
      <div className="page-scroll guardrails">
        {waiver.isPending && <Skeleton label="Loading the waiver" lines={4} />}
        {waiver.isError && <ErrorPanel error={waiver.error} onRetry={() => void waiver.refetch()} />}
        {waiver.isSuccess && <WaiverCard waiver={waiver.data} />}
      </div>
    </Page>
  );
}
