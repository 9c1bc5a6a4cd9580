import { defineConfig } from "vitepress";

export default defineConfig({
  title: "Harbor",
  base: "/manual/",
  cleanUrls: true,
  ignoreDeadLinks: true,
});
