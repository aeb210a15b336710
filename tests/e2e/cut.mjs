// Whether words are whole: for each label below a selector, where its letters lie, held against the label's own box and
// against everything around it that cuts off what stands out.

/**
 * Labels whose letters are cut, or stand out of their own box, in words. What can be scrolled to is not cut, unless
 * `still` says that it must be seen without.
 */
export function cutLabels(page, selector, still = "") {
  return page.evaluate(
    ({ selector, still }) => {
      // Letters have room above and below that is no ink: a line may be that much higher than its box.
      const [SIDE, LINE] = [0.75, 3];
      const hides = (value) => value === "hidden" || value === "clip";
      const scrolls = (value) => value === "auto" || value === "scroll";
      const letters = (one) => {
        const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
        const boxes = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const parent = node.parentElement;
          if (!node.data.trim() || parent.closest(".sr") || !parent.checkVisibility({ visibilityProperty: true })) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          boxes.push(...[...range.getClientRects()].filter((box) => box.width > 0));
        }
        return boxes;
      };
      const beyond = (letter, box, sides, lines) =>
        (sides && Math.max(box.left - letter.left, letter.right - box.right) > SIDE) ||
        (lines && Math.max(box.top - letter.top, letter.bottom - box.bottom) > LINE);
      /** What an element shows of what is in it. */
      const window_ = (one) => {
        const box = one.getBoundingClientRect();
        return { left: box.left + one.clientLeft, top: box.top + one.clientTop, right: box.left + one.clientLeft + one.clientWidth, bottom: box.top + one.clientTop + one.clientHeight };
      };
      const out = [];
      let count = 0;
      for (const one of document.querySelectorAll(selector)) {
        if (!one.checkVisibility({ visibilityProperty: true }) || one.closest(".sr, [aria-hidden=true]")) continue;
        const boxes = letters(one);
        if (!boxes.length) continue;
        count += 1;
        const where = [];
        const own = one.getBoundingClientRect();
        if (getComputedStyle(one).display !== "inline" && boxes.some((box) => beyond(box, own, true, true))) where.push("its own box");
        for (let around = one; around && around !== document.body; around = around.parentElement) {
          const { overflowX, overflowY, display } = getComputedStyle(around);
          const must = still && around.matches(still);
          const [x, y] = [hides(overflowX) || (must && scrolls(overflowX)), hides(overflowY) || (must && scrolls(overflowY))];
          if (display !== "inline" && (x || y) && boxes.some((box) => beyond(box, window_(around), x, y))) {
            where.push([around.tagName.toLowerCase(), ...around.classList].join("."));
          }
        }
        if (where.length) out.push(`"${one.textContent.trim().replace(/\s+/g, " ").slice(0, 60)}" (${[one.tagName.toLowerCase(), ...one.classList].join(".")}) is cut by ${[...new Set(where)].join(", ")}`);
      }
      // What a closed menu shows is drawn by the browser: its words need the room between its paddings.
      const pen = document.createElement("canvas").getContext("2d");
      for (const one of document.querySelectorAll(`select:is(${selector})`)) {
        if (!one.checkVisibility({ visibilityProperty: true })) continue;
        count += 1;
        const style = getComputedStyle(one);
        pen.font = style.font;
        const words = one.selectedOptions[0]?.textContent ?? "";
        const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const wide = pen.measureText(words).width;
        if (wide > room + SIDE) out.push(`"${words}" (select) needs ${wide.toFixed(1)} px and has ${room.toFixed(1)}`);
      }
      return count ? out : [`nothing is shown of ${selector}`];
    },
    { selector, still },
  );
}
