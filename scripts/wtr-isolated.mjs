// The launcher of @web/test-runner for Chromium and Firefox, with a browser profile of its own for every test file: no file
// sees another's storage, locks or channels, whether they run one after the other or side by side.
import {chromeLauncher} from '@web/test-runner-chrome';

export function isolatedLauncher(launchOptions) {
  const launcher = chromeLauncher({
    launchOptions,
    async createPage({browser}) {
      const context = await browser.createBrowserContext();
      return context.newPage();
    },
  });
  const stopSession = launcher.stopSession.bind(launcher);
  launcher.stopSession = async (id) => {
    const page = launcher.getPage(id);
    const result = await stopSession(id);
    // it keeps the page to use it again
    launcher.inactivePages.length = 0;
    await page.browserContext().close();
    return result;
  };
  return launcher;
}
