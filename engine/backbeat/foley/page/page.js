"use strict";
(() => {
  const cues = [...document.querySelectorAll(".cue")];
  const buttons = [...document.querySelectorAll(".filters button")];
  const show = (wanted) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === wanted));
    for (const cue of cues) cue.hidden = wanted !== "" && !cue.dataset.is.split(" ").includes(wanted);
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show));
  // A mark in the overview leads to its cue, whatever is filtered out.
  addEventListener("hashchange", () => {
    const cue = document.getElementById(location.hash.slice(1));
    if (cue && cue.hidden) { show(""); cue.scrollIntoView(); }
  });
  const player = document.querySelector("[data-player]");
  const lone = new Audio();
  let until = Infinity;
  const stop = () => { lone.pause(); if (player) player.pause(); };
  for (const button of document.querySelectorAll(".play"))
    button.addEventListener("click", () => {
      stop();
      if (button.dataset.file) {
        lone.src = button.dataset.file;
        lone.play().catch(() => { button.textContent = "not beside this page"; });
      } else if (player) {
        until = Number(button.dataset.to);
        player.currentTime = Math.max(0, Number(button.dataset.from));
        player.play().catch(() => {});
      }
    });
  if (player) {
    player.addEventListener("timeupdate", () => {
      if (player.currentTime >= until) { player.pause(); until = Infinity; }
    });
    const lost = () => { player.closest("figure").querySelector(".lost").hidden = false; };
    player.addEventListener("error", lost, true);
    if (player.error) lost();
  }
})();
