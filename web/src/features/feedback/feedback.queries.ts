import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChanging, voiceKeys } from "./voice.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Feedback = Schemas["Feedback"];
export type NewFeedback = Schemas["NewFeedback"];
export type FeedbackTriage = Schemas["FeedbackTriage"];

/** What the list shows; the search part of its URL. */
export interface FeedbackFilter {
  kind?: Feedback["kind"];
  status?: Feedback["status"];
  sort?: "votes";
  mine?: true;
  roadmap?: string;
  q?: string;
  /** The one somebody was led to. */
  item?: string;
}

export const kindLabels: Record<Feedback["kind"], string> = {
  idea: "Idea",
  problem: "Problem",
  question: "Question",
  praise: "Praise",
  friction: "Friction",
};

export const statusLabels: Record<Feedback["status"], string> = {
  new: "New",
  planned: "Planned",
  shipped: "Shipped",
  declined: "Declined",
  answered: "Answered",
};

export function feedbackQuery({ item: _, ...filter }: FeedbackFilter) {
  return infiniteQueryOptions({
    queryKey: [...voiceKeys.items(), "list", filter],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === "" ? {} : { after: pageParam };
      return unwrapBody(api.GET("/api/v1/feedback", { params: { query: { ...filter, limit: 50, ...page } }, signal }));
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useFeedback(filter: FeedbackFilter) {
  return useInfiniteQuery(feedbackQuery(filter));
}

export function useFeedbackItem(id: string | undefined) {
  return useQuery({
    queryKey: [...voiceKeys.items(), "one", id],
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/feedback/{id}", { params: { path: { id: id ?? "" } }, signal })),
    enabled: id !== undefined,
  });
}

export function useSendFeedback() {
  return useChanging((body: NewFeedback) => unwrapBody(api.POST("/api/v1/feedback", { body })));
}

export function useTriage() {
  return useChanging(({ id, ...body }: FeedbackTriage & { id: string }) =>
    unwrapBody(api.PATCH("/api/v1/feedback/{id}", { params: { path: { id } }, body })),
  );
}

export function useVote() {
  return useChanging(({ id, isFor }: { id: string; isFor: boolean }) => {
    const params = { path: { id } };
    return unwrapBody(
      isFor ? api.PUT("/api/v1/feedback/{id}/vote", { params }) : api.DELETE("/api/v1/feedback/{id}/vote", { params }),
    );
  });
}
