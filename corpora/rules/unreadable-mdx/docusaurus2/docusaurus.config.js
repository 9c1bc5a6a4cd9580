module.exports = { title: "Harbor", presets: [["classic", { docs: { routeBasePath: "/" } }]] };
