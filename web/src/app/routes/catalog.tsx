import { createRoute, useNavigate } from "@tanstack/react-router";
import { parseEntityView } from "../search";
import { signedIn } from "./root";
import { parseCatalogFilter } from "@/features/catalog/catalog.queries";
import { CatalogPage } from "@/features/catalog/CatalogPage";

const catalog = createRoute({
  getParentRoute: () => signedIn,
  path: "/catalog",
  validateSearch: parseCatalogFilter,
  component: function CatalogRoute() {
    const navigate = useNavigate();
    return (
      <CatalogPage
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
