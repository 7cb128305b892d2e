const shelf = "curate-sheet-" + data.digest;
const who = document.getElementById("name");
const posts = all("article[data-c]");
const kept = remembered(shelf) || {};
const ticks = kept.ticks && typeof kept.ticks === "object" ? kept.ticks : {};
const known = (article) => Boolean(article.querySelector(".done"));
const mark = (article) => article.dataset.c + " " + article.dataset.i;
const texts = (article) => all(".t", article).map((each) => each.textContent);

function keep() { remember(shelf, { name: who.value, ticks: ticks }); }
// An address is copied from a browser: what a terminal would take for its own is written in percent-encoding.
function address(box) {
  const given = box.value.trim();
  if (!given) { return ""; }
  try {
    const url = new URL(given);
    if (url.protocol !== "https:" && url.protocol !== "http:") { return null; }
    return url.href.replace(/[^!-~]/g, encodeURIComponent)
      .replace(/["$`\\!'<>|^]/g, (sign) => "%" + sign.charCodeAt(0).toString(16).toUpperCase());
  } catch (error) { return null; }
}
function rows() {
  return posts.filter((article) => !known(article) && ticks[mark(article)]).map(function (article) {
    const items = article.dataset.i.split(" ");
    const tick = ticks[mark(article)];
    return {
      items: items.map(Number), keys: items.map((item) => data.keys[item]), channel: article.dataset.c,
      at: tick.at, url: tick.url || "", text: texts(article).join("\n\n")
    };
  });
}
function line(row) {
  const url = row.url ? ' --url "' + row.url + '"' : "";
  return "curate posted " + data.number + " " + row.items.join(" ") + " --channel " + row.channel + url + " --at " + row.at;
}
function commands() { return rows().map(line).join("\n"); }
function count() {
  const done = posts.filter((article) => known(article) || ticks[mark(article)]).length;
  document.getElementById("count").textContent = data.said.done.replace("{n}", done).replace("{m}", posts.length);
  const box = document.getElementById("commands");
  box.value = commands();
  document.getElementById("shown").hidden = !box.value;
}
function sift() {
  const which = document.getElementById("which").value;
  const todo = document.getElementById("open").checked;
  posts.forEach(function (article) {
    const done = known(article) || Boolean(ticks[mark(article)]);
    // What was ticked just now stays until the list is asked for again: nothing moves under a finger.
    article.hidden = Boolean(which && article.dataset.c !== which) || (todo && done && !article.contains(document.activeElement));
  });
  all("main > section:not([id])").forEach(function (section) {
    if (section.querySelector("article")) { section.hidden = !section.querySelector("article:not([hidden])"); }
  });
}
function show(article, tools) {
  const tick = ticks[mark(article)];
  tools.box.checked = Boolean(tick);
  tools.where.hidden = !tick;
  article.classList.toggle("is-done", Boolean(tick) || known(article));
}
function addPicture(article) {
  const figure = document.getElementById(article.dataset.p || "i" + article.dataset.i.split(" ")[0]);
  if (!figure || known(article)) { return; }
  const shown = made("picture");
  const image = figure.querySelector("img");
  const small = shown.querySelector("img");
  small.src = image.src;
  small.alt = image.alt;
  shown.querySelector(".alt").textContent = figure.querySelector(".alt").textContent;
  pictureButtons(shown, figure);
  const large = article.dataset.c === "instagram";
  article.insertBefore(shown, article.querySelector(large ? ".t" : "p.tick"));
}
function addTools(article) {
  if (known(article)) { return; }
  const added = made("tools");
  const tools = { box: added.querySelector("input.tick"), where: added.querySelector(".where"), url: added.querySelector(".url") };
  [tools.box, tools.url].forEach(function (each) { each.setAttribute("aria-describedby", article.querySelector("h3").id); });
  article.appendChild(added);
  listen(article, tools);
}
function listen(article, tools) {
  const tick = ticks[mark(article)];
  if (tick) { tools.url.value = tick.url || ""; }
  tools.box.addEventListener("change", function () {
    if (tools.box.checked) {
      ticks[mark(article)] = { at: new Date().toISOString().slice(0, 19) + "Z", url: address(tools.url) || "" };
    } else { delete ticks[mark(article)]; }
    show(article, tools);
    keep();
    count();
  });
  tools.url.addEventListener("change", function () {
    const url = address(tools.url);
    tools.url.setAttribute("aria-invalid", String(url === null));
    if (url === null) { tell(data.said.address); }
    if (ticks[mark(article)]) { ticks[mark(article)].url = url || ""; }
    keep();
    count();
  });
  show(article, tools);
}
// The channel is opened from the first post of a thread; the others are pasted under it.
function addOpening(link, article, place) {
  const channel = data.channels[article.dataset.c];
  if (place || !channel.open) { link.remove(); return; }
  link.textContent = channel.label;
  link.href = filled(channel.open, texts(article)[0], addressOf(all(".t", article)));
  link.setAttribute("aria-describedby", article.querySelector("h3").id);
}
function addCopies(article) {
  const heading = article.querySelector("h3").id;
  all(".n", article).forEach(function (counted, place) {
    const row = made("copy").querySelector("p");
    const button = row.querySelector("button");
    const shown = all(".t", article)[place];
    counted.id = heading + "n" + place;
    button.setAttribute("aria-describedby", heading + " " + counted.id);
    button.addEventListener("click", function () { copy(shown.textContent, shown, button); });
    addOpening(row.querySelector("a"), article, place);
    counted.after(row);
  });
  if (data.named) { article.insertBefore(made("who"), article.querySelector(".t")); }
}
function ready() {
  if (rows().length) { return true; }
  tell(data.said.none);
  return false;
}

all(".t a[data-l]").forEach(function (line) {
  line.replaceWith(...document.querySelector(line.hash).cloneNode(true).childNodes);
});
all(".t[data-t]").forEach(function (shown) {
  shown.replaceChildren(...document.getElementById(shown.dataset.t).cloneNode(true).childNodes);
});
posts.forEach(function (article, place) {
  const heading = article.querySelector("h3");
  heading.id = "h" + place;
  article.setAttribute("aria-labelledby", heading.id);
  addCopies(article);
  addTools(article);
  addPicture(article);
});
who.value = String(kept.name || "");
who.addEventListener("input", keep);
document.getElementById("save").addEventListener("click", function () {
  if (!ready()) { return; }
  const whole = { curate_sheet: 1, digest: data.digest, number: data.number, title: data.title, from: who.value.trim(), posted: rows() };
  download(data.said.file + "-" + data.digestName + ".json", "application/json", [JSON.stringify(whole, null, 1)]);
});
document.getElementById("lines").addEventListener("click", function (event) {
  if (ready()) { copy(commands() + "\n", document.getElementById("commands"), event.currentTarget); }
});
["which", "open"].forEach(function (name) { document.getElementById(name).addEventListener("change", sift); });
if (posts.length) {
  ["filter", "bar", "back"].forEach(function (name) { document.getElementById(name).hidden = false; });
}
count();
