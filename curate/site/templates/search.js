"use strict";
(() => {
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = (window.CURATE || []).map((row) => ({ row, folded: fold(row.slice(0, 3).join(" ")) }));
  const form = document.getElementById("search");
  const field = document.getElementById("q");
  const list = document.getElementById("results");
  const found = document.getElementById("found");
  const MOST = 100;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const show = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const hits = words.length ? rows.filter(({ folded }) => words.every((word) => folded.includes(word))) : [];
    list.replaceChildren(
      ...hits.slice(0, MOST).map(({ row }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = "../items/" + row[4] + "/index.html";
        link.textContent = row[0];
        const facts = document.createElement("p");
        facts.className = "facts";
        facts.textContent = row[1] + " · " + row[3];
        item.append(link, facts);
        return item;
      })
    );
    const said = hits.length === 0 ? "none" : hits.length === 1 ? "one" : "many";
    found.textContent = words.length ? found.dataset[said].replace("{n}", String(hits.length)) : "";
  };
  field.addEventListener("input", show);
  show();
})();
