import { useEffect, useState } from "react";

/** `value` as it was when it last stood still for `pause` milliseconds; at first as it is. */
export function useSettled<T>(value: T, pause: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === settled) return;
    const timer = setTimeout(() => {
      setSettled(value);
    }, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [value, settled, pause]);
  return settled;
}
