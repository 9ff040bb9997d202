import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// What jsdom does not have and the components ask for.
class NoResizeObserver implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", NoResizeObserver);
window.matchMedia = (query: string) =>
  ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
window.scrollTo = () => {};
Element.prototype.scrollTo = () => {};
Element.prototype.scrollIntoView = () => {};

// A size for what scrolls, so that virtual lists show rows; a line of text is 19 high.
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { get: () => 600 },
  clientWidth: { get: () => 1000 },
  offsetHeight: { get: () => 19 },
});
// jsdom has the element but not what opens it.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
document.documentElement.lang = "en";

// Deadlines for busy machines; nothing waits longer than it must.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);
