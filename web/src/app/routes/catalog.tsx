import { createRoute, useNavigate } from "@tanstack/react-router";
import { parseEntityView } from "../search";
import { signedIn } from "./root";
import { parseCatalogFilter, type Entity } from "@/features/catalog/catalog.queries";
import { CatalogPage } from "@/features/catalog/CatalogPage";
import { ActivityBars, LastDeploymentCell, VersionsCell } from "@/features/delivery/ActivityCells";
import type { Column } from "@/shared/ui/VirtualTable";

/** What delivery knows of the components in sight; one request for all of them. */
const activity: Column<Entity>[] = [
  {
    key: "versions",
    header: "Versions",
    track: "minmax(150px, 1fr)",
    render: (entity) => <VersionsCell component={entity.name} />,
  },
  {
    key: "last",
    header: "Last deployment",
    track: "124px",
    isMinor: true,
    render: (entity) => <LastDeploymentCell component={entity.name} />,
  },
  {
    key: "days",
    header: "14 days",
    track: "88px",
    isMinor: true,
    render: (entity) => <ActivityBars component={entity.name} />,
  },
];

const catalog = createRoute({
  getParentRoute: () => signedIn,
  path: "/catalog",
  validateSearch: parseCatalogFilter,
  component: function CatalogRoute() {
    const navigate = useNavigate();
    return (
      <CatalogPage
        activity={activity}
        filter={parseCatalogFilter(catalog.useSearch())}
        onFilter={(search) => {
          void navigate({ to: "/catalog", search, replace: true });
        }}
      />
    );
  },
});

const entity = createRoute({
  getParentRoute: () => signedIn,
  path: "/catalog/$kind/$namespace/$name",
  validateSearch: parseEntityView,
}).lazy(() => import("../pages/EntityRoute").then((page) => page.Route));

export const catalogRoutes = [catalog, entity] as const;
