// Added by the preview server only: load the page again as soon as there is something newer to see.
const news = new EventSource(document.currentScript.dataset.ereignisse);
news.addEventListener("neu", () => {
  news.close();
  location.reload();
});
addEventListener("pagehide", () => news.close());
// A page that comes back from the browser's memory is no longer listening.
addEventListener("pageshow", (event) => event.persisted && location.reload());
