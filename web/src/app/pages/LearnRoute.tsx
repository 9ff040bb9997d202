import { createLazyRoute } from "@tanstack/react-router";
import { LearnPage } from "../learn/LearnPage";

export const Route = createLazyRoute("/signed-in/learn")({ component: LearnPage });
