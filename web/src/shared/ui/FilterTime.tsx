import { FilterField } from "@/shared/ui/FilterField";
import { FilterMenu } from "@/shared/ui/FilterMenu";

interface FilterTimeProps {
  /** RFC 3339, as the server has them; undefined for no limit. */
  from: string | undefined;
  to: string | undefined;
  onChange: (from: string | undefined, to: string | undefined) => void;
}

const day = 86_400_000;
const recent = [
  { value: "1", label: "Last 24 hours" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
];

const short = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** From when to when: the last days by a choice, or exact moments. */
export function FilterTime({ from, to, onChange }: FilterTimeProps) {
  return (
    <>
      {from === undefined && (
        <FilterMenu
          label="Time"
          value={undefined}
          options={recent}
          onChange={(days) => {
            onChange(days === undefined ? undefined : new Date(Date.now() - Number(days) * day).toISOString(), to);
          }}
        />
      )}
      {from !== undefined && (
        <Moment
          label="From"
          value={from}
          onChange={(next) => {
            onChange(next, to);
          }}
        />
      )}
      {(from !== undefined || to !== undefined) && (
        <Moment
          label="To"
          value={to}
          onChange={(next) => {
            onChange(from, next);
          }}
        />
      )}
    </>
  );
}

interface MomentProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Moment({ label, value, onChange }: MomentProps) {
  return (
    <FilterField
      label={label}
      type="datetime-local"
      placeholder=""
      value={value}
      show={(at) => short.format(new Date(at))}
      onChange={(text) => {
        const at = new Date(text ?? "");
        onChange(Number.isNaN(at.getTime()) ? undefined : at.toISOString());
      }}
    />
  );
}
