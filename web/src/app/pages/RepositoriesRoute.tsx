import { createLazyRoute } from "@tanstack/react-router";
import { RepositoriesPage } from "@/features/forge/RepositoriesPage";

export const Route = createLazyRoute("/signed-in/repositories")({ component: RepositoriesPage });
