"use strict";
(() => {
  // Without accents, capitals and punctuation: “Foto’s” is found with foto's.
  const fold = (words) =>
    words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\p{P}\p{Z}\p{C}\s]+/gu, " ").trim();
  const held = window.CURATE || { outlets: [], themes: [], days: [], rows: [] };
  const rows = held.rows.map(([title, outlet, themes, day, slug]) => ({
    title, slug, facts: [held.outlets[outlet], held.days[day]].filter(Boolean).join(" · "),
    folded: ` ${fold([title, held.outlets[outlet], ...themes.map((each) => held.themes[each])].join(" "))}`,
  }));
  const form = document.getElementById("search");
  const field = document.getElementById("q");
  const list = document.getElementById("results");
  const found = document.getElementById("found");
  const MOST = 100;
  // What stands between quotes is looked for as it stands, the rest word by word.
  const wanted = (said) =>
    said.split(/["“”„«»]/).flatMap((part, at) => (at % 2 ? [fold(part)] : fold(part).split(" "))).filter(Boolean);
  // What has every word; where nothing does, what has most of them, at least half: the, and, of stand in few titles.
  const hits = (words) => {
    const whole = rows.filter(({ folded }) => words.every((word) => folded.includes(word)));
    const long = words.filter((word) => word.length > 2);
    if (whole.length || !long.length) return whole;
    const scored = rows.map((row) => [long.filter((word) => row.folded.includes(word)).length, row]);
    const best = scored.reduce((most, [score]) => Math.max(most, score), 0);
    return best && best * 2 >= long.length ? scored.filter(([score]) => score === best).map(([, row]) => row) : [];
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const show = () => {
    const words = wanted(field.value);
    const shown = words.length ? hits(words) : [];
    list.replaceChildren(
      ...shown.slice(0, MOST).map((row) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = "../items/" + row.slug + "/index.html";
        link.textContent = row.title;
        const facts = document.createElement("p");
        facts.className = "facts";
        facts.textContent = row.facts;
        item.append(link, facts);
        return item;
      })
    );
    const said = shown.length === 0 ? "none" : shown.length === 1 ? "one" : "many";
    found.textContent = words.length ? found.dataset[said].replace("{n}", String(shown.length)) : "";
  };
  field.addEventListener("input", show);
  show();
})();
