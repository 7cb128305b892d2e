const data = JSON.parse(document.getElementById("data").textContent);
const state = document.getElementById("state");
const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
const made = (name) => document.getElementById(name).content.cloneNode(true);

let quiet = 0;
function tell(words) {
  window.clearTimeout(quiet);
  state.textContent = "";
  // A region that says the same twice is read once: it has to be empty in between.
  window.setTimeout(function () { state.textContent = words; }, 30);
  quiet = window.setTimeout(function () { state.textContent = ""; }, 6000);
}
function copied(button) {
  all("button.ok").forEach(function (each) { each.classList.remove("ok"); });
  if (button) { button.classList.add("ok"); }
  tell(data.said.copied);
}
function choose(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const chosen = window.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
}
// A page on a disk may not be let at the clipboard: then by the old way, and at last by hand.
function copyOldWay(words) {
  const box = document.createElement("textarea");
  const before = document.activeElement;
  box.value = words;
  box.setAttribute("readonly", "");
  box.style.position = "fixed";
  box.style.opacity = "0";
  document.body.appendChild(box);
  box.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch (error) { done = false; }
  box.remove();
  if (before && before.focus) { before.focus(); }
  return done;
}
function copy(words, shown, button) {
  const byHand = function () {
    if (copyOldWay(words)) { copied(button); return; }
    choose(shown);
    tell(data.said.select);
  };
  if (navigator.clipboard && navigator.clipboard.writeText) {
    navigator.clipboard.writeText(words).then(function () { copied(button); }, byHand);
  } else {
    byHand();
  }
}
function download(name, type, parts) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: type }));
  link.download = name;
  document.body.appendChild(link);
  link.click();
  link.remove();
  window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  tell(data.said.saved);
}
function keepPicture(figure) {
  const whole = figure.querySelector("img").src;
  const octets = Uint8Array.from(atob(whole.slice(whole.indexOf(",") + 1)), (sign) => sign.charCodeAt(0));
  download(data.digestName + "-" + figure.dataset.file, whole.slice(5, whole.indexOf(";")), [octets]);
}
function describe(figure, button) {
  const alt = figure.querySelector("img").alt;
  if (alt) { copy(alt, figure.querySelector(".alt"), button); } else { tell(data.said.alt); }
}
function pictureButtons(within, figure) {
  within.querySelector(".keep").addEventListener("click", function () { keepPicture(figure); });
  within.querySelector(".describe").addEventListener("click", function (event) { describe(figure, event.currentTarget); });
}
// Where a channel adds the address itself, the line that holds nothing else is left out of the words.
function filled(link, words, url, server) {
  const bare = words.split("\n").filter((line) => line.trim() !== url).join("\n").replace(/\n{3,}/g, "\n\n").trim();
  const given = { text: encodeURIComponent(words), url: encodeURIComponent(url), words: encodeURIComponent(bare), server: server || "" };
  return link.replace(/\{(text|url|words|server)\}/g, (place, name) => given[name]);
}
function addressOf(texts) { return texts.map((each) => all("b", each)).flat().map((each) => each.textContent).find((each) => /^https?:/i.test(each)) || ""; }
// The browser may forbid this on a page from a disk: then it is simply not remembered.
function remembered(shelf) {
  try { return JSON.parse(window.localStorage.getItem(shelf) || "null"); } catch (error) { return null; }
}
function remember(shelf, kept) {
  try { window.localStorage.setItem(shelf, JSON.stringify(kept)); } catch (error) { /* see above */ }
}
all("figure[data-file]").forEach(function (figure) {
  const row = made("figure");
  pictureButtons(row, figure);
  figure.appendChild(row);
});
