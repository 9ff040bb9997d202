import { useOpenApi } from "../openapi.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { OpenApiReader } from "@/shared/ui/openapi/OpenApiReader";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";

/** What of the reference is in sight; the search part of its URL. */
export interface ApiView {
  operation?: string;
  find?: string;
}

interface ApiReferencePageProps {
  view: ApiView;
  onView: (view: ApiView) => void;
}

/** Towpath's own API. */
export function ApiReferencePage({ view, onView }: ApiReferencePageProps) {
  const document = useOpenApi();
  const find = view.find ?? "";
  return (
    <Page
      title="API reference"
      lead="Everything the portal and the command line do, as calls. Make a token under Settings."
      actions={<CopyAs cli="towpath api --help" api="/api/v1/openapi.yaml" />}
    >
      <section className="panel table-frame" aria-label="API reference">
        {document.isPending && <Skeleton label="Loading the API's document" lines={8} />}
        {document.isError && <ErrorPanel error={document.error} onRetry={() => void document.refetch()} />}
        {document.data !== undefined && (
          <OpenApiReader
            document={document.data}
            server={location.origin}
            auth="Authorization: Bearer $TOWPATH_TOKEN"
            operation={view.operation}
            search={find}
            onOperation={(operation) => {
              onView({ operation, ...(find === "" ? {} : { find }) });
            }}
            onSearch={(text) => {
              onView(text === "" ? {} : { find: text });
            }}
          />
        )}
      </section>
    </Page>
  );
}
