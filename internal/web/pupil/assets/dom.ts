// A few lines in place of a framework: make an element, fill the page.
type Child = Node | string | null | false | undefined;
type Attributes = Record<string, string | number | boolean | null | undefined | ((e: never) => void)>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes, ...children: Child[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") e.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) e.setAttribute(name, "");
    else if (value !== false && value != null) e.setAttribute(name, String(value));
  }
  for (const c of children) if (c) e.append(c);
  return e;
}

export const button = (label: string, look: string, onclick: () => void, attributes: Attributes = {}): HTMLButtonElement =>
  h("button", { type: "button", class: `btn ${look}`, onclick, ...attributes }, label);

// A title takes the focus when the page changes, so that a screen reader starts there.
export const title = (text: string, attributes: Attributes = {}): HTMLElement => h("h1", { tabindex: "-1", ...attributes }, text);

export function fill(main: HTMLElement, ...children: Child[]): void {
  main.replaceChildren(...(children.filter(Boolean) as Node[]));
  window.scrollTo(0, 0);
  main.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
}
