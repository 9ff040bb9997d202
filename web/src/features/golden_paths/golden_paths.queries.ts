import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAnswers, parseJson, type Answers, type Json } from "./answers";
import { api, unwrapBody } from "@/shared/api/client";
import { everyPage } from "@/shared/api/everyPage";
import type { components } from "@/shared/api/schema";

export type GoldenPath = components["schemas"]["GoldenPathList"]["items"][number];
export type GoldenPathDetail = components["schemas"]["GoldenPathDetail"];
export type FormProblem = components["schemas"]["FormProblem"];
type RawForm = components["schemas"]["GoldenPathForm"];
type RawField = components["schemas"]["FormField"];

export interface FormField extends Omit<RawField, "value" | "default" | "blank" | "choices" | "fields"> {
  value: Json | undefined;
  blank: Json | undefined;
  choices: { value: Json | undefined; label: string }[];
  fields: FormField[];
}
export interface FormPage extends Omit<RawForm["pages"][number], "root"> {
  root: FormField;
}
export interface GoldenPathForm {
  pages: FormPage[];
  problems: FormProblem[];
  /** The answers with defaults filled in. */
  complete: Answers;
}
export type Preview = components["schemas"]["GoldenPathPreview"];
export type PreviewFile = Preview["files"][number];

/** Which alternatives were chosen by hand: pointer of an object to the number of its branch. */
export type BranchChoices = Record<string, number>;

export const goldenPathKeys = {
  all: ["golden_paths"] as const,
  list: () => [...goldenPathKeys.all, "list"] as const,
  detail: (name: string) => [...goldenPathKeys.all, "detail", name] as const,
  form: (name: string, answers: Answers, choices: BranchChoices) =>
    [...goldenPathKeys.all, "form", name, answers, choices] as const,
  preview: (name: string, answers: Answers) => [...goldenPathKeys.all, "preview", name, answers] as const,
  options: (kind: string, type: string, text: string) => [...goldenPathKeys.all, "options", kind, type, text] as const,
  repositories: () => [...goldenPathKeys.all, "repositories"] as const,
};

export const goldenPathsQuery = queryOptions({
  queryKey: goldenPathKeys.list(),
  queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/golden-paths", { signal })),
});

export function useGoldenPaths() {
  return useQuery(goldenPathsQuery);
}

export function useGoldenPath(name: string) {
  return useQuery({
    queryKey: goldenPathKeys.detail(name),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/golden-paths/{name}", { params: { path: { name } }, signal })),
    staleTime: Infinity,
  });
}

function toField(field: RawField): FormField {
  return {
    ...field,
    value: parseJson(field.value),
    blank: parseJson(field.blank),
    choices: field.choices.map(({ value, label }) => ({ value: parseJson(value), label })),
    fields: field.fields.map(toField),
  };
}

function toForm(form: RawForm): GoldenPathForm {
  return {
    pages: form.pages.map((page) => ({ ...page, root: toField(page.root) })),
    problems: form.problems,
    complete: parseAnswers(form.parameters) ?? {},
  };
}

/** The answer to a secret question: typed, or the place of one that is kept. It lives in this page only. */
export type SecretAnswer = components["schemas"]["SecretAnswer"];
export type SecretAnswers = Record<string, SecretAnswer>;

/**
 * What is to be asked now, and what is wrong so far. The last answer stays in sight until the next one is there. Of
 * secrets the server is told which have an answer.
 */
export function useForm(name: string, answers: Answers, choices: BranchChoices, secrets: string[]) {
  return useQuery({
    queryKey: [...goldenPathKeys.form(name, answers, choices), secrets],
    queryFn: ({ signal }) =>
      unwrapBody(
        api.POST("/api/v1/golden-paths/{name}/form", {
          params: { path: { name } },
          body: { parameters: answers, choices, secrets },
          signal,
        }),
      ),
    select: toForm,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}

/** The files and resources that valid answers would make. */
export function usePreview(name: string, answers: Answers, isValid: boolean) {
  return useQuery({
    queryKey: goldenPathKeys.preview(name, answers),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.POST("/api/v1/golden-paths/{name}/preview", {
          params: { path: { name } },
          body: { parameters: answers },
          signal,
        }),
      ),
    enabled: isValid,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}

export function useCreate(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { parameters: Answers; secrets: SecretAnswers }) =>
      unwrapBody(api.POST("/api/v1/golden-paths/{name}/runs", { params: { path: { name } }, body })),
    gcTime: 0, // what was sent is not remembered: there may be secrets in it
    onSuccess: () => client.invalidateQueries({ queryKey: goldenPathKeys.list() }),
  });
}

/** Entities to pick from. `kind` and `type` are lists joined by commas; "" for any. */
export function useEntityOptions(kind: string, type: string, text: string) {
  return useQuery({
    queryKey: goldenPathKeys.options(kind, type, text),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/entities", {
          params: {
            query: {
              ...(kind === "" ? {} : { kind }),
              ...(type === "" ? {} : { type }),
              ...(text === "" ? {} : { text }),
              limit: 50,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Secrets that are kept already, by name. */
export function useSecretOptions() {
  return useQuery({
    queryKey: [...goldenPathKeys.all, "secrets"],
    queryFn: ({ signal }) =>
      everyPage((after) =>
        unwrapBody(api.GET("/api/v1/secrets", { params: { query: { limit: 500, ...after } }, signal })),
      ),
  });
}

export function useRepositoryOptions() {
  return useQuery({
    queryKey: goldenPathKeys.repositories(),
    queryFn: ({ signal }) =>
      everyPage((after) =>
        unwrapBody(api.GET("/api/v1/repositories", { params: { query: { limit: 500, ...after } }, signal })),
      ),
  });
}
