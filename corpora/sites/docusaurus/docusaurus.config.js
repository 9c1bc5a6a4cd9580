// @ts-check
/** @type {import('@docusaurus/types').Config} */
const config = {
  title: "Harbor",
  url: "https://harbor.example.com",
  baseUrl: "/manual/",
  onBrokenLinks: "ignore",
  onBrokenAnchors: "ignore",
  markdown: { format: "detect" },
  presets: [
    [
      "classic",
      {
        docs: { sidebarPath: "./sidebars.js", routeBasePath: "/docs" },
        blog: { routeBasePath: "news", onInlineAuthors: "ignore" },
        theme: {},
      },
    ],
  ],
  plugins: [
    ["@docusaurus/plugin-content-docs", { id: "api", path: "api", routeBasePath: "api", sidebarPath: false }],
    ["@docusaurus/plugin-client-redirects", { redirects: [{ from: "/docs/former", to: "/docs/next/guides/tides" }] }],
  ],
};

module.exports = config;
