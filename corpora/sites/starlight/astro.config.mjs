import { defineConfig } from "astro/config";
import starlight from "@astrojs/starlight";

export default defineConfig({
  site: "https://harbor.example.com",
  redirects: { "/old": "/guides/tides" },
  integrations: [starlight({ title: "Harbor", pagefind: false })],
});
