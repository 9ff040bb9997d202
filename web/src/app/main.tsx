import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { makePortal } from "./client";

const element = document.getElementById("root");
if (element === null) throw new Error("index.html has no #root");
createRoot(element).render(
  <StrictMode>
    <App portal={makePortal()} />
  </StrictMode>,
);
