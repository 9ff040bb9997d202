import { useQuery } from "@tanstack/react-query";
import { useChanging, voiceKeys } from "./voice.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type RoadmapItem = Schemas["RoadmapItem"];
export type RoadmapStage = Schemas["RoadmapStage"];
export type NewRoadmapItem = Schemas["NewRoadmapItem"];
export type RoadmapChange = Schemas["RoadmapChange"];

export const stageLabels: Record<RoadmapStage, string> = {
  now: "Now",
  next: "Next",
  later: "Later",
  shipped: "Shipped",
  dropped: "Will not be done",
};

export interface RoadmapView {
  view?: "new" | "dropped";
  /** The one somebody was led to. */
  item?: string;
}

export function useRoadmap() {
  return useQuery({
    queryKey: voiceKeys.roadmap(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/roadmap", { params: { query: { limit: 500 } }, signal })),
  });
}

export function useHeartbeat() {
  return useQuery({
    queryKey: voiceKeys.heartbeat(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/platform/heartbeat", { signal })),
  });
}

export function useAddToRoadmap() {
  return useChanging((body: NewRoadmapItem) => unwrapBody(api.POST("/api/v1/roadmap", { body })));
}

export function useChangeRoadmap() {
  return useChanging(({ id, ...body }: RoadmapChange & { id: string }) =>
    unwrapBody(api.PATCH("/api/v1/roadmap/{id}", { params: { path: { id } }, body })),
  );
}

export function useRoadmapVote() {
  return useChanging(({ id, isFor }: { id: string; isFor: boolean }) => {
    const params = { path: { id } };
    return unwrapBody(
      isFor ? api.PUT("/api/v1/roadmap/{id}/vote", { params }) : api.DELETE("/api/v1/roadmap/{id}/vote", { params }),
    );
  });
}
