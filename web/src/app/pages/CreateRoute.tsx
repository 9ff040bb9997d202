import { createLazyRoute } from "@tanstack/react-router";
import { CreatePage } from "@/features/golden_paths/CreatePage";

export const Route = createLazyRoute("/signed-in/create")({ component: CreatePage });
