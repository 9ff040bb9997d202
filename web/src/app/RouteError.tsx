import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";

/** Where a page could not even begin: the server did not say who is signed in, or a component failed. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className="route-error">
      <Page title="Something went wrong">
        <div className="panel">
          <ErrorPanel
            error={error instanceof Error ? error : new Error(String(error))}
            onRetry={() => {
              reset();
              void router.invalidate();
            }}
          />
        </div>
      </Page>
    </main>
  );
}
