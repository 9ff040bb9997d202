import { dayLaterLabel, weekdays, type Weekday } from "./weeklyWindow";
import { CheckGroup } from "@/shared/ui/CheckGroup";

/** What is filled in. */
export interface WeeklyDraft {
  days: Weekday[];
  from: string;
  until: string;
  daysLater: number;
}

interface WeeklyFieldsProps {
  value: WeeklyDraft;
  onChange: (value: WeeklyDraft) => void;
}

/** On which days something begins, from when until when; all of it in UTC. */
export function WeeklyFields({ value, onChange }: WeeklyFieldsProps) {
  const change = (part: Partial<WeeklyDraft>) => {
    onChange({ ...value, ...part });
  };
  return (
    <>
      <CheckGroup
        legend="Begins every"
        options={weekdays}
        chosen={value.days}
        onChange={(days) => {
          change({ days });
        }}
      />
      <label>
        From (UTC)
        <input
          className="text-filter"
          type="time"
          required
          value={value.from}
          onChange={(event) => {
            change({ from: event.currentTarget.value });
          }}
        />
      </label>
      <label>
        Until (UTC)
        <input
          className="text-filter"
          type="time"
          required
          value={value.until}
          onChange={(event) => {
            change({ until: event.currentTarget.value });
          }}
        />
      </label>
      <label>
        Ends
        <select
          value={value.daysLater}
          onChange={(event) => {
            change({ daysLater: Number(event.currentTarget.value) });
          }}
        >
          {[0, 1, 2, 3, 4, 5, 6, 7].map((daysLater) => (
            <option key={daysLater} value={daysLater}>
              {dayLaterLabel(daysLater)}
            </option>
          ))}
        </select>
      </label>
      <p className="approval-wide soft">Days and times are UTC, in summer and in winter.</p>
    </>
  );
}
