// @ts-check
/** @type {import('@docusaurus/types').Config} */
const config = {
  title: "Heron",
  url: "https://heron.example.com",
  baseUrl: "/",
  onBrokenLinks: "throw",
  onBrokenAnchors: "throw",
  presets: [
    ["classic", {
      docs: {
        sidebarPath: "./sidebars.js",
        lastVersion: "current",
        versions: { current: { label: "2.x" }, "1.x": { label: "1.x", path: "1.x", banner: "unmaintained" } },
      },
    }],
  ],
};

export default config;
