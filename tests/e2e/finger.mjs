// How much room a finger has: for everything on a page that can be pressed, how far around its middle a press still
// reaches it. A label counts for its field, and what a pseudo-element adds counts too, since the browser is asked what
// lies under each point and not what a box says.

/** What WCAG's 2.5.5 asks for, in CSS pixels. */
export const FINGER = 44;

/**
 * Everything below `root` (a selector; the open window by default) that takes a press over less than `least` pixels, or
 * none at all because something lies over it, in words. What is
 * out of sight is brought into sight first. Left out: links and chips within a line of running text, and what lies over
 * a canvas, where the nearest thing takes the press (`overCanvas`).
 */
export function tooSmall(page, root = "body", least = FINGER) {
  return page.evaluate(
    ({ root, least }) => {
      const PRESSED = "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=switch], [role=slider]";
      const all = (top) => [
        ...top.querySelectorAll(PRESSED),
        ...[...top.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? all(one.shadowRoot) : [])),
      ];
      const under = (x, y) => {
        let at = document.elementFromPoint(x, y);
        for (let inner = at; inner?.shadowRoot; at = inner) {
          inner = inner.shadowRoot.elementFromPoint(x, y);
          if (!inner || inner === at) break;
        }
        return at;
      };
      const shown = (one) => {
        const box = one.getBoundingClientRect();
        if (box.width <= 1 || box.height <= 1 || one.disabled || one.closest(".sr, [inert], [aria-hidden=true]")) return false;
        return one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).pointerEvents !== "none";
      };
      /** Whether it stands within a line of text: then its height is that of the line. */
      const inText = (one) => {
        const block = one.closest("p, li, dd, td, .prose");
        if (!block || getComputedStyle(one).position === "absolute" || !getComputedStyle(one).display.startsWith("inline")) return false;
        const line = one.closest("p, li, dd, td");
        return line !== null && line.textContent.trim().length > one.textContent.trim().length;
      };
      const mine = (one, x, y) => {
        if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
        const at = under(x, y);
        if (!at) return false;
        if (at === one || one.contains(at)) return true;
        const label = at.closest("label");
        return label !== null && (label.control === one || label.contains(one));
      };
      /** Over how many pixels in a row one can move a finger from there and still press it. */
      const reach = (one, x, y, dx, dy) => {
        let far = 1;
        while (far < 2 * least && mine(one, x + dx * far, y + dy * far)) far += 1;
        return far - 1;
      };
      const said = (one) => {
        const name = one.dataset?.testid ?? one.getAttribute("aria-label") ?? (one.textContent.trim() || one.id || one.name || one.type);
        return `${[one.tagName.toLowerCase(), ...one.classList].join(".")} "${String(name).replace(/\s+/g, " ").slice(0, 40)}"`;
      };
      const out = [];
      let count = 0;
      for (const one of [...document.querySelectorAll(root)].flatMap(all)) {
        if (!shown(one) || inText(one)) continue;
        count += 1;
        const file = one.closest(".file, label");
        const seen = one.matches("input") && file && Number(getComputedStyle(one).opacity) === 0 && !one.matches("[type=range]") ? file : one;
        seen.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
        const box = seen.getClientRects()[0] ?? seen.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2].map((at) => Math.floor(at) + 0.5);
        if (!mine(one, x, y)) {
          const at = under(x, y);
          out.push(`${said(one)} is covered by ${at ? said(at) : "nothing"}`);
          continue;
        }
        const across = reach(one, x, y, -1, 0) + 1 + reach(one, x, y, 1, 0);
        const down = reach(one, x, y, 0, -1) + 1 + reach(one, x, y, 0, 1);
        if (across < least || down < least) {
          const beside = [[-1, 0], [1, 0], [0, -1], [0, 1]].map(([dx, dy]) => under(x + dx * (reach(one, x, y, dx, dy) + 1), y + dy * (reach(one, x, y, dx, dy) + 1)));
          out.push(`${said(one)}: ${across} × ${down}, beside ${beside.map((at) => (at ? said(at) : "the edge")).join(", ")}`);
        }
      }
      return count ? out : [`nothing can be pressed below ${root}`];
    },
    { root, least },
  );
}
