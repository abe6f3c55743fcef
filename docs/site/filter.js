// The box above the table of misconceptions: a row stays if it has every word.
addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("filter");
  const rows = [...document.querySelectorAll("table tbody tr")];
  box?.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
});
