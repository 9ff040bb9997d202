import { Button } from "@mantine/core";
import { useState } from "react";
import { dayAfter, daysUntil, leastDays, mostDays, usualDays } from "./closingDay";
import { useOpenSurvey, type Survey } from "./surveys.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";

interface OpenSurveyFormProps {
  survey: Survey;
}

/** Asks everybody until a day, or whoever deploys for the first time until it is closed. */
export function OpenSurveyForm({ survey }: OpenSurveyFormProps) {
  const [now] = useState(() => new Date());
  const [closingDay, setClosingDay] = useState(dayAfter(usualDays, now));
  const open = useOpenSurvey();
  const isForEverybody = survey.kind !== "first-deployment";

  return (
    <>
      <form
        className="survey-opening"
        onSubmit={(event) => {
          event.preventDefault();
          if (open.isPending) return;
          open.mutate({ id: survey.id, days: isForEverybody ? daysUntil(closingDay, new Date()) : usualDays });
        }}
      >
        {isForEverybody && (
          <label>
            Closes on
            <input
              className="text-filter"
              type="date"
              required
              min={dayAfter(leastDays, now)}
              max={dayAfter(mostDays, now)}
              value={closingDay}
              onChange={(event) => {
                setClosingDay(event.currentTarget.value);
              }}
            />
          </label>
        )}
        <Button type="submit" size="xs" loading={open.isPending}>
          {isForEverybody ? "Ask everybody" : "Ask from now on"}
        </Button>
      </form>
      {open.isError && <ErrorPanel error={open.error} />}
    </>
  );
}
