import { createLazyRoute } from "@tanstack/react-router";
import { ScorecardsPage } from "@/features/scorecards/ScorecardsPage";

export const Route = createLazyRoute("/signed-in/scorecards")({ component: ScorecardsPage });
