import { useQuery } from "@tanstack/react-query";
import { useChanging, voiceKeys } from "./voice.queries";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Survey = Schemas["Survey"];
export type SurveyQuestion = Schemas["SurveyQuestion"];
export type SurveyResults = Schemas["SurveyResults"];
export type SurveyGroup = Schemas["SurveyGroup"];
export type SurveyEstimate = Schemas["SurveyEstimate"];
export type NewSurvey = Schemas["NewSurvey"];
export type SurveyAnswers = Schemas["SurveyAnswers"];

export const surveyKindLabels: Record<Survey["kind"], string> = {
  baseline: "Before we start",
  quarterly: "Quarterly",
  "first-deployment": "After a first deployment",
};

/** What the scores of a scale are called, from the lowest on; the others are numbers with words at their ends. */
export const scoreLabels: Partial<Record<SurveyQuestion["scale"], readonly string[]>> = {
  agree: ["Not at all", "Rather not", "Partly", "Rather yes", "Fully"],
  satisfied: ["Very unsatisfied", "Unsatisfied", "Neither", "Satisfied", "Very satisfied"],
  hours: ["None", "Up to 2", "Up to 5", "Up to 10", "More"],
};
export const scaleEnds: Partial<Record<SurveyQuestion["scale"], readonly [string, string]>> = {
  recommend: ["certainly not", "certainly"],
  effort: ["very hard", "very easy"],
};

export function useSurveys() {
  return useQuery({
    queryKey: [...voiceKeys.surveys(), "list"],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/surveys", { params: { query: { limit: 100 } }, signal })),
  });
}

export function useSurvey(id: string) {
  return useQuery({
    queryKey: [...voiceKeys.surveys(), "one", id],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/surveys/{id}", { params: { path: { id } }, signal })),
  });
}

export function useSurveyResults(id: string, isThere: boolean) {
  return useQuery({
    queryKey: [...voiceKeys.surveys(), "results", id],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/surveys/{id}/results", { params: { path: { id } }, signal })),
    enabled: isThere,
  });
}

export function useCreateSurvey() {
  return useChanging((body: NewSurvey) => unwrapBody(api.POST("/api/v1/surveys", { body })));
}

export function useOpenSurvey() {
  return useChanging(({ id, days }: { id: string; days: number }) =>
    unwrapBody(api.POST("/api/v1/surveys/{id}/opening", { params: { path: { id } }, body: { days } })),
  );
}

export function useCloseSurvey() {
  return useChanging((id: string) =>
    unwrapBody(api.POST("/api/v1/surveys/{id}/closing", { params: { path: { id } } })),
  );
}

export function useAnswerSurvey() {
  return useChanging(({ id, ...body }: SurveyAnswers & { id: string }) =>
    unwrap(api.POST("/api/v1/surveys/{id}/answers", { params: { path: { id } }, body })),
  );
}
