import "./controls.css";

interface CheckGroupProps<Value extends string> {
  /** What is chosen: "Topics; all when none is chosen". */
  legend: string;
  options: readonly Value[];
  chosen: readonly Value[];
  /** In the order of the options. */
  onChange: (chosen: Value[]) => void;
}

/** Some of a few, all in sight. */
export function CheckGroup<Value extends string>({ legend, options, chosen, onChange }: CheckGroupProps<Value>) {
  return (
    <fieldset className="check-group">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option}>
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={(event) => {
              const { checked } = event.currentTarget;
              onChange(options.filter((each) => (each === option ? checked : chosen.includes(each))));
            }}
          />
          {option}
        </label>
      ))}
    </fieldset>
  );
}
