const shelf = "curate-share";
const server = document.getElementById("server");

function home() {
  const given = server ? server.value.trim().replace(/^@?[^@\s/]*@/, "").replace(/^https?:\/\//i, "").replace(/\/.*$/, "") : "";
  return /^[^\s/?#]+\.[^\s/?#]+$/.test(given) ? "https://" + given : "";
}
function addLink(list, label, href, note, act) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = href;
  link.textContent = label;
  if (href.startsWith("http")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  if (note) {
    const small = document.createElement("small");
    small.textContent = note;
    link.appendChild(small);
  }
  if (act) { link.addEventListener("click", act); }
  item.appendChild(link);
  list.appendChild(item);
}
function addLinks(section, list) {
  const url = section.closest("article").dataset.u;
  const shown = section.querySelector(".t");
  const long = (section.dataset.long || "").split(" ");
  const subject = section.closest("article").querySelector("h2").textContent;
  list.textContent = "";
  Object.keys(data.order).forEach(function (place) {
    const name = data.order[place];
    const network = data.networks[name];
    if (network.open.includes("{server}") && !home()) { return; }
    const href = filled(network.open, shown.textContent, url, home());
    const act = network.takes ? null : function () { copy(shown.textContent, shown, null); tell(data.said.paste); };
    addLink(list, network.label, href, network.takes && long.includes(name) ? data.said.long : "", act);
  });
  const mail = "mailto:?subject=" + encodeURIComponent(subject) + "&body=" + encodeURIComponent(shown.textContent.replace(/\n/g, "\r\n"));
  addLink(list, data.said.mail, mail, "", null);
}
function linkAll() {
  all("article section").forEach(function (section) { addLinks(section, section.querySelector("ul.links")); });
}

all("article section").forEach(function (section, place) {
  const heading = section.querySelector("h3");
  const shown = section.querySelector(".t");
  heading.id = "w" + place;
  section.setAttribute("aria-labelledby", section.closest("article").getAttribute("aria-labelledby") + " " + heading.id);
  const added = made("copy");
  const button = added.querySelector("button");
  const list = added.querySelector("ul");
  button.setAttribute("aria-describedby", section.getAttribute("aria-labelledby"));
  button.addEventListener("click", function () { copy(shown.textContent, shown, button); });
  list.setAttribute("aria-labelledby", section.getAttribute("aria-labelledby"));
  section.appendChild(added);
});
if (server) {
  server.value = String((remembered(shelf) || {}).server || "");
  server.addEventListener("input", function () {
    remember(shelf, { server: server.value });
    linkAll();
  });
  document.getElementById("settings").hidden = false;
}
linkAll();
