declare module "htmx.org/dist/htmx.esm.js" {
  const htmx: { process(e: Element): void };
  export default htmx;
}
