// What a test looks for in a page, asked of the page itself.
({
  // Elements that the keyboard reaches without being seen there, with everything unfolded that can be.
  unmarked() {
    for (const one of document.querySelectorAll('details')) one.open = true;
    const reached = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    return [...document.querySelectorAll(reached)]
      .filter((one) => !one.disabled && one.type !== 'hidden' && one.checkVisibility())
      .filter((one) => {
        one.focus({ preventScroll: true });
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return document.activeElement !== one || outlineStyle === 'none' || parseFloat(outlineWidth) < 2;
      })
      .map((one) => one.outerHTML.slice(0, 160));
  },

  // How much wider a page is than the window, and which elements stand out of it; what scrolls by itself may.
  overflowing() {
    const { clientWidth: wide, scrollWidth } = document.documentElement;
    if (scrollWidth <= wide) return [];
    const out = [...document.body.querySelectorAll('*')].filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      return (right > wide + 1 || left < -1) && !one.closest('.scroll, .sr, .skip');
    });
    return [`${scrollWidth} > ${wide}`, ...out.slice(0, 3).map((one) => one.outerHTML.slice(0, 160))];
  },
})
