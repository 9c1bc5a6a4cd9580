module.exports = {
  title: "Harbor manual",
  url: "https://manual.harbor.example",
  baseUrl: "/",
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
