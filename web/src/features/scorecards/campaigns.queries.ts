import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { scorecardKeys } from "./scorecards.keys";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Campaign = Schemas["Campaign"];
export type CampaignDetail = Schemas["CampaignDetail"];
export type NewCampaign = Schemas["NewCampaign"];
export type Progress = Schemas["CampaignProgress"];

export const campaignStates: Record<Campaign["state"], string> = {
  running: "Running",
  done: "Done",
  over: "Over",
  ended: "Ended",
};

export function useCampaigns() {
  return useQuery({
    queryKey: scorecardKeys.campaigns(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/campaigns", { params: { query: { limit: 200 } }, signal })),
  });
}

export function useCampaign(id: string) {
  return useQuery({
    queryKey: scorecardKeys.campaign(id),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/campaigns/{id}", { params: { path: { id } }, signal })),
  });
}

export function useStartCampaign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewCampaign) => unwrapBody(api.POST("/api/v1/campaigns", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: scorecardKeys.campaigns() }),
  });
}

export function useEndCampaign(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      unwrapBody(api.POST("/api/v1/campaigns/{id}/ending", { params: { path: { id } }, body: { reason } })),
    onSuccess: () => client.invalidateQueries({ queryKey: scorecardKeys.all }),
  });
}
