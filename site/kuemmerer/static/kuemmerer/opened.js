/* Tells which hit of a search was opened: the element around the hits has data-search, each link to a hit data-rank.
   While somebody types, the page sends the event "searched" from that element whenever it shows new hits; once typing
   has rested, the search counts. A face whose links are not followed sends "opened" from the link instead. */
(() => {
  "use strict";

  const REST = 2000;
  const address = document.currentScript.dataset.address;
  let resting = 0;

  const tell = (search, rank = "") => {
    if (search) navigator.sendBeacon(address, new URLSearchParams({ search, rank }));
  };

  const open = (event) => {
    const link = event.target.closest?.("[data-search] [data-rank]");
    if (!link) return;
    clearTimeout(resting);
    tell(link.closest("[data-search]").dataset.search, link.dataset.rank);
  };

  document.addEventListener("click", open);
  document.addEventListener("auxclick", (event) => { if (event.button === 1) open(event); });
  document.addEventListener("opened", open);
  document.addEventListener("searched", (event) => {
    clearTimeout(resting);
    resting = setTimeout(tell, REST, event.target.dataset.search);
  });
  document.addEventListener("input", () => clearTimeout(resting));
})();
