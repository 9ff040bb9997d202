import { createContext, useContext } from "react";

/** Begins a tour by its id. Given by the shell, which shows the tour over every page it leads to. */
export const TourContext = createContext<(id: string) => void>(() => undefined);

export function useStartTour() {
  return useContext(TourContext);
}
