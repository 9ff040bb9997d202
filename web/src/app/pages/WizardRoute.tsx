import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { parseWizard } from "../search";
import { WizardPage } from "@/features/golden_paths/WizardPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/create/$name")({ component: WizardRoute });

function WizardRoute() {
  const { name } = Route.useParams();
  const { step } = parseWizard(Route.useSearch());
  const me = useMe();
  const navigate = useNavigate();
  const onStep = useCallback(
    (next: number) => {
      void navigate({ to: "/create/$name", params: { name }, search: next === 0 ? {} : { step: next } });
    },
    [navigate, name],
  );
  if (me.data === undefined) return null;
  return (
    <WizardPage
      key={name}
      name={name}
      user={me.data.ref}
      step={step ?? 0}
      onStep={onStep}
      onStarted={(id) => {
        void navigate({ to: "/runs/$id", params: { id } });
      }}
    />
  );
}
