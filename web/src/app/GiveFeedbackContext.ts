import { createContext } from "react";

/** Opens the dialog that takes feedback about where one is. */
export const GiveFeedbackContext = createContext<() => void>(() => undefined);
