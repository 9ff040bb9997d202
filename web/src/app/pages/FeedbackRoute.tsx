import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { use } from "react";
import { GiveFeedbackContext } from "../GiveFeedbackContext";
import { parseFeedback } from "../search";
import { FeedbackPage } from "@/features/feedback/FeedbackPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/feedback")({
  component: function FeedbackRoute() {
    const navigate = useNavigate();
    const give = use(GiveFeedbackContext);
    return (
      <FeedbackPage
        filter={parseFeedback(Route.useSearch())}
        onFilter={(search) => {
          void navigate({ to: "/feedback", search, replace: true });
        }}
        onGive={give}
        permissions={useMe().data?.permissions ?? []}
      />
    );
  },
});
