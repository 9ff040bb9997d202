import { createLazyRoute } from "@tanstack/react-router";
import { HomePage } from "../home/HomePage";

export const Route = createLazyRoute("/signed-in/")({ component: HomePage });
