interface LifecycleProps {
  value: string | null;
}

export function Lifecycle({ value }: LifecycleProps) {
  if (value === null) return <span className="faint">–</span>;
  return (
    <span className="lifecycle" data-value={value}>
      {value}
    </span>
  );
}
