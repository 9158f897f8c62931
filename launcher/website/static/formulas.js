window.MathJax = {
  tex: { inlineMath: [["\\(", "\\)"]], displayMath: [["\\[", "\\]"]], processEscapes: true },
  options: { enableMenu: false, ignoreHtmlClass: ".*|", processHtmlClass: "arithmatex" },
  startup: {
    // What has to be scrolled can be from the keyboard, too.
    pageReady: () => MathJax.startup.defaultPageReady().then(() => {
      for (const formula of document.querySelectorAll("div.arithmatex")) {
        if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      }
    }),
  },
};
