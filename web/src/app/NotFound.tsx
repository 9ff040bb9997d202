import { Link } from "@tanstack/react-router";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";

export function NotFound() {
  return (
    <Page title="Not found">
      <div className="panel">
        <EmptyState
          title="There is no such page."
          action={
            <Link className="text-link" to="/catalog">
              Go to the catalog
            </Link>
          }
        >
          The address may be mistyped, or what it named is gone.
        </EmptyState>
      </div>
    </Page>
  );
}
